import { ComposerSkeleton } from "@/modules/publishing/components/composer-skeleton";

/** The composer's shape while its page is on its way. */
export default function Loading() {
  return <ComposerSkeleton />;
}
