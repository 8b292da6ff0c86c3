import { mentionRuns } from "./mention";

interface CommentTextProps {
  body: string;
  mentions: readonly { userId: string; name: string }[];
}

/** The words of a comment, with the members whom it calls marked. */
export const CommentText = ({ body, mentions }: CommentTextProps) => (
  <p dir="auto" className="whitespace-pre-wrap wrap-anywhere text-sm">
    {mentionRuns(
      body,
      mentions.map(({ name }) => name),
    ).map(({ text, called }, index) =>
      called ? (
        // A text has no other key than its order.
        // oxlint-disable-next-line react/no-array-index-key
        <mark key={index} className="rounded-xs bg-accent-soft px-0.5 font-medium text-accent-ink">
          {text}
        </mark>
      ) : (
        text
      ),
    )}
  </p>
);
