import {
  CalendarClock,
  CalendarDays,
  ClipboardCheck,
  FileText,
  FileUp,
  Images,
  Leaf,
  type LucideIcon,
  Megaphone,
  PenLine,
  Radio,
  Repeat,
  Settings,
  SquareDashedText,
  Stethoscope,
  Sunrise,
} from "lucide-react";
import type { Messages } from "@/i18n/catalogue";
import type { Permission } from "@/kernel/permissions";
import type { NavGroup, NavItem } from "@/ui/shell/nav-item";

interface Place {
  label: Exclude<keyof Messages["nav"], "main" | "more" | "groups">;
  /** Below the workspace's own address. */
  path: string;
  icon: LucideIcon;
  /** Shown only to those who may do this. */
  needs?: Permission;
  exact?: boolean;
}

interface PlaceGroup {
  label: keyof Messages["nav"]["groups"];
  places: readonly Place[];
}

/** The pages of a workspace, the most used first. A page more is a line more. */
const GROUPS: readonly PlaceGroup[] = [
  {
    label: "plan",
    places: [
      { label: "today", path: "", icon: Sunrise, exact: true },
      { label: "calendar", path: "/calendar", icon: CalendarDays },
      { label: "posts", path: "/posts", icon: FileText },
      { label: "queue", path: "/queue", icon: CalendarClock },
      { label: "recurring", path: "/recurring", icon: Repeat },
      { label: "evergreen", path: "/evergreen", icon: Leaf },
      { label: "review", path: "/review", icon: ClipboardCheck, needs: "post.review" },
    ],
  },
  {
    label: "library",
    places: [
      { label: "media", path: "/media", icon: Images },
      { label: "campaigns", path: "/campaigns", icon: Megaphone },
      { label: "snippets", path: "/snippets", icon: SquareDashedText },
    ],
  },
  {
    label: "workspace",
    places: [
      { label: "channels", path: "/channels", icon: Radio },
      { label: "import", path: "/import", icon: FileUp, needs: "post.write" },
      { label: "settings", path: "/settings", icon: Settings },
      { label: "doctor", path: "/doctor", icon: Stethoscope, needs: "doctor.read" },
    ],
  },
];

/** What can be done from any page. */
const ACTIONS: readonly Place[] = [
  { label: "newPost", path: "/compose", icon: PenLine, needs: "post.write" },
];

export interface NavigationOptions {
  /** The workspace's address, such as `/acme`. */
  base: string;
  label: (key: Place["label"] | `groups.${PlaceGroup["label"]}`) => string;
  can: (permission: Permission) => boolean;
}

const draw = (places: readonly Place[], { base, label, can }: NavigationOptions): NavItem[] =>
  places
    .filter(({ needs }) => !needs || can(needs))
    .map((place) => ({
      href: `${base}${place.path}`,
      label: label(place.label),
      icon: place.icon,
      exact: place.exact,
    }));

/** The navigation of one person in one workspace, ready for `AppShell`. */
export const navigationOf = (options: NavigationOptions): { nav: NavGroup[]; actions: NavItem[] } => ({
  nav: GROUPS.map(({ label, places }) => ({
    label: options.label(`groups.${label}`),
    items: draw(places, options),
  })),
  actions: draw(ACTIONS, options),
});
