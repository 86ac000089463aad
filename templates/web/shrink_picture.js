// @ts-check
// A photograph is made as small as a logo needs, here, before it is sent: no place stands in it then.

const MAX_SIDE = 1200; // pixels; the logo prints 50 pt wide
const SMALL = 500_000; // bytes of a picture that is taken as it is
const MOST_PNG = 1_500_000; // bytes
// What a browser may be able to draw; a drawing (SVG) stays one.
const DRAWABLE = /^image\/(?!svg)/;

/**
 * Return `file`, or a smaller picture of the same.
 * @param {File} file
 */
export async function shrinkPicture(file) {
  if (!DRAWABLE.test(file.type)) return file;
  /** @type {ImageBitmap} */
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return file; // the server says what is wrong with it
  }
  const { width, height } = picture;
  const factor = Math.min(1, MAX_SIDE / Math.max(width, height));
  if (factor === 1 && file.size <= SMALL) return file;
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(width * factor)),
    Math.max(1, Math.round(height * factor)),
  );
  const drawing = canvas.getContext("2d");
  drawing.imageSmoothingQuality = "high";
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const png = file.type === "image/jpeg" ? null : await canvas.convertToBlob();
  if (png && png.size <= MOST_PNG) return nameAs(png, file.name, "png");
  drawing.globalCompositeOperation = "destination-over";
  drawing.fillStyle = "#fff";
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  const jpeg = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  return nameAs(jpeg, file.name, "jpg");
}

/**
 * @param {Blob} blob
 * @param {string} name
 * @param {string} ending
 */
const nameAs = (blob, name, ending) =>
  new File([blob], `${name.replace(/\.\w+$/, "")}.${ending}`, { type: blob.type });
