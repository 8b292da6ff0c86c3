"use client";

import { useTranslations } from "next-intl";
import { ROLES, type Role } from "@/kernel/permissions";
import { Select, type SelectProps } from "@/ui/primitives/select";
import { isAtLeast } from "../policy";

interface RoleSelectProps extends Omit<SelectProps, "options" | "value" | "onValueChange"> {
  /** The chooser's own role: nobody gives one above it. */
  own: Role;
  value: Role;
  onValueChange: (role: Role) => void;
}

/** Choose a role among those that one may give. */
export function RoleSelect({ own, value, onValueChange, ...props }: RoleSelectProps) {
  const t = useTranslations("workspaces");
  const options = ROLES.filter((role) => isAtLeast(own, role)).map((role) => ({
    value: role,
    label: t(`roleName.${role}`),
    hint: t(`roleHint.${role}`),
  }));
  return (
    <Select
      options={options}
      value={value}
      onValueChange={(next) => {
        const role = ROLES.find((candidate) => candidate === next);
        if (role) onValueChange(role);
      }}
      {...props}
    />
  );
}
