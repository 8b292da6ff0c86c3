const { resolve } = require("node:path");

// Not read from tsconfig: there the folder `inngest/` would shadow the package of that name.
module.exports = {
  resolve: { alias: { "@": resolve(__dirname, "../../src"), "~": resolve(__dirname, "../..") } },
};
