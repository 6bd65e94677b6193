// A file of the board as text, to be read strictly.

import { fetchFile, Unreadable } from "./data.js";
import { utf8 } from "./strict_json.js";

/** Fetch a file below the data's place as text; what is not UTF-8 is damaged. */
export async function fetchText(path) {
  const response = await fetchFile(path);
  let bytes;
  try {
    bytes = await response.arrayBuffer();
  } catch {
    throw new Unreadable("network");
  }
  try {
    return utf8(bytes);
  } catch {
    throw new Unreadable("damaged");
  }
}
