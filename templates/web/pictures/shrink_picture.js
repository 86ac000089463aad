// @ts-check
// A photograph is cut, and made as small as the sheet needs, here, before it is sent: no place stands
// in it then.

/** @import { Part } from "./crop_picture.js" */

import { WHOLE } from "./crop_picture.js";

const LOGO_SIDE = 1200; // pixels; it prints 50 pt wide
export const PAPER_SIDE = 1800; // pixels of a picture that fills a page
const SMALL = 500_000; // bytes of a picture that is taken as it is
const MOST_PNG = 1_500_000; // bytes
const MOST_SENT = 1_900_000; // bytes; the server takes no larger picture
// What a browser may be able to draw; a drawing (SVG) stays one.
const DRAWABLE = /^image\/(?!svg)/;
const TAKEN_AS_IT_IS = new Set(["image/png", "image/jpeg", "image/gif"]);
// A phone's names for what a browser gives no type.
const PICTURE_NAME = /\.(?:heic|heif|hif|avif|jpe?g|jfif|png|gif|webp|bmp|tiff?|dng)$/i;

/** @param {File} file */
export const isPictureFile = file => file.type.startsWith("image/") || PICTURE_NAME.test(file.name);

/**
 * Return the picture in `file`, upright; null if the browser cannot draw it.
 * @param {File} file
 * @returns {Promise<ImageBitmap | null>}
 */
export async function drawPicture(file) {
  if (file.type && !DRAWABLE.test(file.type)) return null;
  try {
    return await createImageBitmap(file);
  } catch {
    return null;
  }
}

/**
 * Tell whether a picture is larger than a logo needs, as a photograph is.
 * @param {File} file
 * @param {ImageBitmap} picture
 */
export const isPhotograph = (file, { width, height }) =>
  Math.max(width, height) > LOGO_SIDE || file.size > SMALL;

/**
 * Return what is sent of a picture that the browser cannot draw: all of it, or as much of its start
 * as says what it is. The server says what is wrong with it.
 * @param {File} file
 */
export const startOf = file =>
  file.size > MOST_SENT ? nameAs(file.slice(0, MOST_SENT), file.name, "") : file;

/**
 * Return `part` of the picture in `file`, at most so many pixels long.
 * @param {File} file
 * @param {ImageBitmap} picture
 * @param {Part | null} part null for a picture that needs no change
 * @param {number} [longest]
 */
export async function shrinkPicture(file, picture, part, longest = LOGO_SIDE) {
  if (!part && TAKEN_AS_IT_IS.has(file.type)) return file;
  const { left, top, right, bottom } = part ?? WHOLE;
  const width = Math.max(1, Math.round((right - left) * picture.width));
  const height = Math.max(1, Math.round((bottom - top) * picture.height));
  const factor = Math.min(1, longest / Math.max(width, height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(width * factor)),
    Math.max(1, Math.round(height * factor)),
  );
  const drawing = canvas.getContext("2d");
  drawing.imageSmoothingQuality = "high";
  const [x, y] = [left * picture.width, top * picture.height];
  drawing.drawImage(picture, x, y, width, height, 0, 0, canvas.width, canvas.height);
  const png = file.type === "image/jpeg" ? null : await canvas.convertToBlob();
  if (png && png.size <= MOST_PNG) return nameAs(png, file.name, ".png");
  drawing.globalCompositeOperation = "destination-over";
  drawing.fillStyle = "#fff";
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  const jpeg = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  return nameAs(jpeg, file.name, ".jpg");
}

/**
 * @param {Blob} blob
 * @param {string} name
 * @param {string} ending "" leaves that of the name
 */
const nameAs = (blob, name, ending) =>
  new File([blob], ending ? `${name.replace(/\.\w+$/, "")}${ending}` : name, { type: blob.type });
