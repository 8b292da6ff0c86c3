// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { renderIn } from "@/testing/render";
import { ErrorState } from "./error-state";

test.each([
  ["en", /Check your connection/, /The server answered with an error/],
  ["fr", /Vérifiez votre connexion/, /Le serveur a répondu par une erreur/],
] as const)("blames the connection only where nothing answered (%s)", (locale, silent, answered) => {
  const { unmount } = renderIn(locale, <ErrorState />);
  expect(screen.getByRole("alert").textContent).toMatch(silent);
  unmount();
  renderIn(locale, <ErrorState traceId="4bf92f3577b34da6a3ce929d0e0e4736" />);
  const said = screen.getByRole("alert").textContent ?? "";
  expect(said).toMatch(answered);
  expect(said).not.toMatch(silent);
});
