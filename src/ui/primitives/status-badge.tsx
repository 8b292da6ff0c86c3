import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CirclePause,
  CircleX,
  Clock,
  ClockAlert,
  LoaderCircle,
  type LucideIcon,
  PieChart,
} from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../cn";
import type { Tone } from "../tone";
import { Badge } from "./badge";

interface StatusLook {
  tone: Tone;
  icon: LucideIcon;
  spin?: boolean;
}

/** How work can stand, for anything that is planned, done and may fail. The shape tells as much as the colour. */
export const STATUS_LOOK = {
  draft: { tone: "neutral", icon: CircleDashed },
  planned: { tone: "info", icon: Clock },
  running: { tone: "accent", icon: LoaderCircle, spin: true },
  done: { tone: "success", icon: CircleCheck },
  partial: { tone: "warning", icon: PieChart },
  unsure: { tone: "warning", icon: CircleHelp },
  attention: { tone: "warning", icon: CircleAlert },
  paused: { tone: "neutral", icon: CirclePause },
  late: { tone: "danger", icon: ClockAlert },
  failed: { tone: "danger", icon: CircleX },
  cancelled: { tone: "neutral", icon: Ban },
} as const satisfies Record<string, StatusLook>;
export type StatusKind = keyof typeof STATUS_LOOK;

/** Where something stands: icon, colour and word together. */
export function StatusBadge({
  kind,
  children,
  className,
}: {
  kind: StatusKind;
  children: ReactNode;
  className?: string;
}) {
  const look: StatusLook = STATUS_LOOK[kind];
  return (
    <Badge tone={look.tone} className={className}>
      <look.icon aria-hidden className={cn(look.spin && "animate-spin [animation-duration:1.8s]")} />
      {children}
    </Badge>
  );
}
