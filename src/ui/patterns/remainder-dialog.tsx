"use client";

import { type ReactNode, useState } from "react";
import { ConfirmDialog } from "../primitives/confirm-dialog";
import { RadioGroup, RadioOption } from "../primitives/radio-group";

const REMAINDERS = ["keep", "remove"] as const;
/** What becomes of what was planned already. */
export type Remainder = (typeof REMAINDERS)[number];

interface RemainderDialogProps {
  title: ReactNode;
  description: ReactNode;
  confirmLabel: string;
  tone: "danger" | "primary";
  /** How much is planned; without any nothing is asked about it. */
  count: number;
  legend: string;
  wordsOf: (remainder: Remainder) => { label: string; hint: string };
  onConfirm: (planned: Remainder) => Promise<unknown>;
  onClose: () => void;
}

/** Ask before what makes posts stops, and what becomes of those that it planned. */
export function RemainderDialog(props: RemainderDialogProps) {
  const { count, legend, wordsOf, onConfirm, onClose, ...words } = props;
  const [planned, setPlanned] = useState<Remainder>("keep");
  return (
    <ConfirmDialog
      {...words}
      open
      onOpenChange={(open) => !open && onClose()}
      onConfirm={() => onConfirm(planned)}
    >
      {count > 0 && (
        <RadioGroup
          aria-label={legend}
          value={planned}
          onValueChange={(value) => setPlanned(REMAINDERS.find((one) => one === value) ?? "keep")}
        >
          {REMAINDERS.map((one) => (
            <RadioOption key={one} value={one} {...wordsOf(one)} />
          ))}
        </RadioGroup>
      )}
    </ConfirmDialog>
  );
}
