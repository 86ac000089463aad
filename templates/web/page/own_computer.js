// @ts-check
// A server on one's own computer: it knows that a page is open, and ends when it is told to.

import { byId, onPress } from "../dom.js";
import { ask, words } from "../server.js";

const INTERVAL = 10 * 60_000; // milliseconds; the server ends after hours in which nobody asks

/**
 * Tell the server again and again that this page is open, and let the button end it.
 * @param {(text: string) => void} tell shows what became of it
 */
export function startOwnComputer(tell) {
  const button = byId("end");
  if (!button) return; // hosted
  const asking = setInterval(() => fetch("./", { method: "HEAD" }).catch(() => {}), INTERVAL);
  onPress(button, async () => {
    if (!confirm(words.end.sure)) return;
    try {
      const answer = await ask("end", {});
      if (!answer.ok) throw new Error("refused");
      clearInterval(asking);
      button.hidden = true;
      tell(words.end.done);
    } catch {
      tell(words.state.offline);
    }
  });
}
