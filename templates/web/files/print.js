// @ts-check
// Printing the PDF itself, not this page: in a frame, or where a browser cannot do that, in a tab
// of its own.

import { byId, create } from "../dom.js";
import { editsMade } from "../sheet/edit_sheet.js";
import { makePdf } from "./make_files.js";
import { showNotice, tellRefused } from "../page/notice.js";
import { words } from "../server.js";

export async function printPdf() {
  showNotice(words.save.printing);
  let address = "";
  try {
    await editsMade();
    address = URL.createObjectURL(await makePdf());
  } catch (error) {
    tellRefused(error);
    return;
  }
  byId("printing")?.remove();
  const frame = create("iframe", { id: "printing", src: address, title: words.save.pdf });
  frame.addEventListener("load", () => {
    try {
      frame.contentWindow.focus();
      frame.contentWindow.print();
      showNotice(words.save.print_hint, "", null, "typing");
    } catch {
      open(address, "_blank");
      showNotice(words.save.in_tab);
    }
  });
  document.body.append(frame);
}
