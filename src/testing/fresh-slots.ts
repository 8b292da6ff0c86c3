/** What a process keeps for itself is a file's own: files share their processes, so that each module is read once. */
for (const name of Object.keys(globalThis))
  if (name.startsWith("publify")) Reflect.deleteProperty(globalThis, name);
