// @ts-check
// A box that is ready is added to the sheet, to be typed over there.

import { all, first, onPress } from "../dom.js";
import { editSheet } from "../sheet/edit_sheet.js";
import { selectHeading } from "../sheet/reword_lines.js";
import { sheetPage } from "../sheet/sheet_view.js";
import { see } from "../page/views.js";

/** @param {HTMLElement} button */
async function addBox(button) {
  button.closest("details.adding")?.removeAttribute("open");
  const result = await editSheet({ do: "add", ready: button.dataset.ready });
  if (!result) return;
  const show = () => {
    const page = sheetPage();
    const box = first(`[data-block="${CSS.escape(result.added)}"]`, page);
    if (!box) return;
    document.removeEventListener("laidout", show);
    see("sheet");
    box.scrollIntoView({ block: "center" });
    selectHeading(page, result.added);
  };
  document.addEventListener("laidout", show);
}

export function startAddingBoxes() {
  for (const button of all("[data-ready]")) onPress(button, addBox);
}
