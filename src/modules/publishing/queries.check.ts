import "server-only";
import type { ChannelView } from "@/modules/channels/schemas";
import type { Issue, VariantDraft } from "@/networks/capabilities";
import { checkVariant } from "@/networks/check";
import { findNetwork } from "@/networks/registry";
import { type Finishing, finishBody, finishText, namesAddress } from "./policy";

/** What only the network's own code can judge: its settings, and rules that no limit expresses. */
function checkByNetwork(draft: VariantDraft, { network: key, capabilities }: ChannelView): Issue[] {
  const network = findNetwork(key);
  const parsed = network?.settings.safeParse(draft.settings);
  if (!parsed || parsed.success) return network?.check?.(draft, capabilities) ?? [];
  return parsed.error.issues.map(({ path }) => ({
    severity: "error",
    code: "settings",
    field: ["settings", ...path].join("."),
    details: {},
  }));
}

/** Names in a text that stand for nothing would go out as they are written. */
function checkNames({ body, parts = [] }: VariantDraft, { sign, fill }: Finishing, awaits: boolean): Issue[] {
  const signed = sign(body);
  const texts = [
    { field: "body", text: signed },
    ...parts.map((part, index) => ({ field: `parts.${index}.body`, text: part.body })),
  ];
  const unknown = texts.flatMap(({ field, text }) =>
    fill(text).unknown.map(
      (name): Issue => ({ severity: "error", code: "variable_unknown", field, details: { name } }),
    ),
  );
  const address: Issue = { severity: "error", code: "address_unknown", field: "body", details: {} };
  return namesAddress(signed) && !awaits ? [...unknown, address] : unknown;
}

/**
 * What a channel would refuse or warn of, for a post by hand, of a file or of a rule alike: judged by its texts as they
 * leave. `awaits`: it follows another post, so that there will be an address to put in.
 */
export function checkDraft(
  draft: VariantDraft,
  channel: ChannelView,
  { finishing, awaits }: { finishing: Finishing; awaits: boolean },
): Issue[] {
  const leaving = {
    ...draft,
    body: finishBody(draft.body, finishing),
    parts: (draft.parts ?? []).map((part) => ({ ...part, body: finishText(part.body, finishing) })),
  };
  return [
    ...checkVariant(leaving, channel.capabilities),
    ...checkByNetwork(leaving, channel),
    ...checkNames(draft, finishing, awaits),
  ];
}
