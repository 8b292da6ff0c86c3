/** Boot the platform once per server process, before the first request. Next calls it; the build does not. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { boot } = await import("./platform/boot");
    await boot();
    const { noticeOwnZoneData } = await import("./modules/publishing/commands/zone-data");
    noticeOwnZoneData();
  }
}
