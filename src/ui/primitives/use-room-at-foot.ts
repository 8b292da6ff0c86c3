import { useEffect, useState } from "react";

/** Height of a message with a little air, and of the menu at the foot of a phone: less room below a bar holds none. */
const messagePx = 96;
const menuPx = 64;

/** How far from the foot of the window messages must begin, so as not to cover a bar that stands there; 0 for none. */
function roomAtFoot(): number {
  for (const bar of document.querySelectorAll(".above-menu")) {
    const { top, bottom, height } = bar.getBoundingClientRect();
    const isInTheWay = height > 0 && top < innerHeight && innerHeight - bottom < messagePx + menuPx;
    if (isInTheWay) return Math.round(innerHeight - top);
  }
  return 0;
}

/** The same while messages are shown: bars come and go, and move with the page. */
export function useRoomAtFoot(isShown: boolean): number {
  const [room, setRoom] = useState(0);
  useEffect(() => {
    if (!isShown) return;
    const look = () => setRoom(roomAtFoot());
    look();
    const changes = new MutationObserver(look);
    changes.observe(document.body, { childList: true, subtree: true });
    window.addEventListener("scroll", look, { passive: true });
    window.addEventListener("resize", look);
    return () => {
      changes.disconnect();
      window.removeEventListener("scroll", look);
      window.removeEventListener("resize", look);
    };
  }, [isShown]);
  return room;
}
