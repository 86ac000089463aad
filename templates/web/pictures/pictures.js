// @ts-check
// The pictures of a sheet, and what each is for.

/**
 * A picture: its media type, its content as base64, its name, and its size in pixels.
 * @typedef {{
 *   kind: string, content: string, name: string, width?: number, height?: number,
 * }} Picture
 *
 * What a picture is for: the field that names it.
 * @typedef {"logo" | "picture"} PictureUse
 */

/** @type {PictureUse[]} */
export const PICTURES = ["logo", "picture"];

/**
 * Return what the server is told of the pictures of a sheet where it need not see them: that they
 * are there, and how large the one is that fills a page.
 * @param {{ logo: Picture | null, picture: Picture | null }} sheet
 */
export const keptPictures = ({ logo, picture }) => ({
  logo: logo ? "kept" : null,
  picture: picture && { width: picture.width, height: picture.height },
});
