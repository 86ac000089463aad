// Times are picked on a clock of 24 hours and written as people in a school write them: 7:45, 1:15, 6:30 pm.
"use strict";

/** 13:15 for the picker, from 1:15, 1:15 pm or 13:15. Nothing for what is no time. */
export function shownTime(written) {
  const found = /^(\d{1,2}):([0-5]\d)(?: ?([ap])\.?m\.?)?$/i.exec(written);
  if (!found) return "";
  let hour = Number(found[1]);
  const half = (found[3] ?? "").toLowerCase();
  if (half) hour = (hour % 12) + (half === "p" ? 12 : 0);
  else if (hour >= 1 && hour <= 5 && !written.startsWith("0")) hour += 12; // a school day has no other one o'clock
  return hour < 24 ? `${String(hour).padStart(2, "0")}:${found[2]}` : "";
}

/** The time as it goes on the sheet, from the picker's. */
export function writtenTime(shown) {
  const found = /^(\d\d):(\d\d)/.exec(shown);
  if (!found) return "";
  const hour = Number(found[1]);
  const twelve = `${hour % 12 || 12}:${found[2]}`;
  if (hour >= 6 && hour < 18) return twelve;
  return `${twelve} ${hour < 12 ? "am" : "pm"}`;
}
