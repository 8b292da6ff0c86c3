import { registerHooks } from "node:module";

// Next resolves this marker itself; outside Next it has nothing to say.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "server-only"
      ? { url: "data:text/javascript,export%20{}", format: "module", shortCircuit: true }
      : next(specifier, context),
});
