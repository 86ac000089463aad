// The list of boxes: on the sheet or off it, and in which order. They are said in the customization's own language.
"use strict";

import { apart } from "./form.js";
import { fill, words } from "./server.js";

const home = document.getElementById("boxes");
let shown = "";

/** Show the boxes as the sheet has them. */
export function listBoxes(boxes) {
  const now = JSON.stringify(boxes);
  if (now === shown) return;
  shown = now;
  const held = document.activeElement?.closest?.("#boxes [data-box]") && [document.activeElement.closest("[data-box]").dataset.box, document.activeElement.dataset.do];
  home.replaceChildren(...["front", "back", "extra"].flatMap(side => {
    const members = boxes.filter(box => box.side === side);
    if (!members.length) return [];
    const group = document.createElement("fieldset");
    group.className = "box-side";
    const legend = document.createElement("legend");
    legend.textContent = words.boxes[side];
    const list = document.createElement("ul");
    list.append(...members.map((box, n) => item(box, n, members)));
    group.append(legend, list);
    return [group];
  }));
  if (held) {
    const row = home.querySelector(`[data-box="${CSS.escape(held[0])}"]`);
    const same = row?.querySelector(`[data-do="${held[1]}"]`);
    (same && !same.disabled ? same : row?.querySelector("button:not(:disabled), input:not(:disabled)"))?.focus();
  }
}

function item(box, n, members) {
  const row = document.createElement("li");
  row.dataset.box = box.id;
  const label = document.createElement("label");
  const tick = Object.assign(document.createElement("input"), { type: "checkbox", checked: box.shown, disabled: box.locked && box.shown });
  tick.dataset.do = "show";
  const title = document.createElement("span");
  title.textContent = box.title;
  label.append(tick, " ", title);
  row.append(label);
  if (box.locked) {
    const why = document.createElement("small");
    why.className = "lock";
    why.id = `lock-${box.id}`;
    why.textContent = fill(words.boxes[box.locked === "items" ? "locked_items" : "locked"], { owner: box.owner });
    tick.setAttribute("aria-describedby", why.id);
    row.append(why);
  }
  const on = members.filter(one => one.shown);
  const tools = document.createElement("span");
  tools.className = "tools";
  for (const [what, step] of [["up", -1], ["down", 1]]) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: `tool ${what}` });
    button.dataset.do = what;
    button.setAttribute("aria-label", `${words.form[what]}: ${box.title}`);
    const at = on.indexOf(box);
    button.disabled = at < 0 || !on[at + step];
    button.addEventListener("click", () => move(on.map(one => one.id), at, step));
    tools.append(button);
  }
  row.append(tools);
  tick.addEventListener("change", () => choose(box, tick.checked));
  return row;
}

/** Leave out the nth (from 1) of the boxes that are taken off by the list `hide_blocks` or `blocks.remove`. */
export function bringBack(list, n) {
  const [top, below] = list.split(".");
  const now = apart.get(top);
  const left = (below ? now?.[below] : now)?.filter((_, at) => at !== n - 1) ?? [];
  if (below) apart.set(top, { ...now, [below]: left });
  else apart.set(top, left.length ? left : undefined);
}

/** Optional boxes are asked for, the others taken off. */
function choose(box, wanted) {
  const name = box.side === "extra" ? "show_blocks" : "hide_blocks";
  const ids = new Set(apart.get(name) ?? []);
  if (wanted === (box.side === "extra")) ids.add(box.id);
  else ids.delete(box.id);
  const blocks = apart.get("blocks");
  if (wanted && blocks?.remove) blocks.remove = blocks.remove.filter(id => id !== box.id);
  apart.set(name, ids.size ? [...ids] : undefined);
}

function move(ids, at, step) {
  [ids[at], ids[at + step]] = [ids[at + step], ids[at]];
  const blocks = apart.get("blocks") ?? {};
  const others = (blocks.order ?? []).filter(id => !ids.includes(id));
  apart.set("blocks", { ...blocks, order: [...ids, ...others] });
}
