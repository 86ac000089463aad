// Asking handout serve: one way for everything, with the token of its start.
"use strict";

export const words = JSON.parse(document.getElementById("words").textContent);
export const given = JSON.parse(document.getElementById("given").textContent);

let token = document.querySelector("meta[name=handout-token]").content;
const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));

/** `text` with its {names} filled in. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/**
 * The answer to a request, whatever its status. While the server is busy it is asked again, a few times, and `waiting`
 * is told. Throws Error("offline") if there is no server.
 */
export async function ask(path, body, { headers = {}, waiting = () => {}, signal } = {}) {
  const raw = body instanceof Blob;
  for (let round = 0, fresh = false; ; round++) {
    let answer;
    try {
      answer = await fetch(path, {
        method: "POST",
        body: raw ? body : JSON.stringify(body),
        headers: { ...headers, "Content-Type": raw ? "application/octet-stream" : "application/json", "X-Handout-Token": token },
        signal,
      });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Error("offline");
    }
    if (answer.status === 403 && !fresh && await newToken()) {
      fresh = true;
    } else if ((answer.status === 503 || answer.status === 429) && round < 8) {
      waiting();
      await pause(1000 + 500 * round + 500 * Math.random());
    } else {
      return answer.ok || isOurs(answer) ? answer : between(answer.status);
    }
  }
}

const isOurs = answer => (answer.headers.get("Content-Type") ?? "").startsWith("application/json");

/** What a proxy in front refuses, told as the server tells it. Throws Error("offline") if the server behind it is gone. */
function between(status) {
  if (status === 502 || status === 504) throw new Error("offline");
  const told = { field: "", code: "", says: fill(words.state.between, { status }), do: words.state[status === 413 ? "smaller" : "reload"], warning: false };
  return new Response(JSON.stringify({ problems: [told] }), { status });
}

/** The server may have been started anew while this page was open: then it has a new token. */
async function newToken() {
  try {
    const page = new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html");
    const now = page.querySelector("meta[name=handout-token]")?.content;
    const changed = Boolean(now) && now !== token;
    token = now || token;
    return changed;
  } catch {
    return false;
  }
}

/** Offer `blob` to be kept under `name`. */
export function offer(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
