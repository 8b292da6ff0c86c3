"use client";

import { type ComponentProps, useLayoutEffect, useRef } from "react";
import { cn } from "@/ui/cn";

interface ComposerTextAreaProps extends Omit<ComponentProps<"textarea">, "onChange"> {
  value: string;
  onChange: (value: string) => void;
}

/** A plain text area that grows with its text: safe for input methods, pasted emoji and screen readers. */
export function ComposerTextArea({ value, onChange, className, ...props }: ComposerTextAreaProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = area.current;
    if (!element || globalThis.CSS?.supports?.("field-sizing", "content")) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [value]);
  return (
    <textarea
      ref={area}
      dir="auto"
      rows={6}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={cn(
        "field-sizing-content block min-h-40 w-full resize-none bg-transparent px-4 py-4 text-base leading-relaxed sm:px-5 sm:text-[1.0625rem]",
        "focus-visible:outline-none read-only:text-ink-muted",
        className,
      )}
      {...props}
    />
  );
}
