import type { Id } from "@/kernel/ids";
import type { ChannelView } from "@/modules/channels/schemas";
import type { Asset } from "@/modules/media/schemas";
import type { PostPart } from "@/modules/publishing/schemas";
import type { Issue, VariantDraft } from "@/networks/capabilities";
import type { RowVariant } from "./policy.details";
import type { DateOrder, ImportField, RowOutcome, RowProblem, RowProblemCode } from "./schemas";

/** What became of a row, as it is stored: with how its post stood when it was made. */
export type KeptOutcome = RowOutcome & { mark?: string };

/** A file of a row: one of the library, or one that is still to be fetched. */
export type RowFile = { altText: string; word: string } & ({ asset: Asset } | { url: string });

/** What a row says, as far as it can be understood. */
export interface ReadRow {
  row: number;
  cells: Partial<Record<ImportField, string>>;
  title: string | null;
  body: string;
  tags: string[];
  language: string | null;
  parts: PostPart[];
  /** What is otherwise on single channels. */
  variants: RowVariant[];
  files: RowFile[];
  channels: ChannelView[];
  campaign: { id: Id<"campaign"> } | { name: string } | null;
  labels: ({ id: Id<"label"> } | { name: string })[];
  when: { wallTime: string; timeZone: string; publishAt: Date } | null;
  /** It takes free slots: the next ones, or those from `when` on. */
  queued: boolean;
  /** It ends with the signatures of its channels. */
  signed: boolean;
  problems: RowProblem[];
}

/** Everything that a row may speak of. */
export interface RowWorld {
  now: Date;
  order: DateOrder;
  timeZone: string;
  mayPublish: boolean;
  channels: readonly ChannelView[];
  /** Where rows go that name no channel. */
  defaults: readonly ChannelView[];
  /** Files of the library by name, in lower case, and by id. */
  assets: ReadonlyMap<string, readonly Asset[]>;
  campaigns: ReadonlyMap<string, Id<"campaign">>;
  labels: ReadonlyMap<string, Id<"label">>;
  /** What a channel would refuse or warn of; a campaign that is new has no rules yet. */
  issuesOf: (
    draft: VariantDraft,
    channel: ChannelView,
    post: { campaignId: Id<"campaign"> | null; signed: boolean },
  ) => Issue[];
}

/** Tells of something wrong with a row. */
export type Report = (
  code: RowProblemCode,
  field: ImportField | null,
  details?: RowProblem["details"],
) => void;
