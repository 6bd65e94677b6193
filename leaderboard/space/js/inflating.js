// Packed bytes, unpacked up to a bound: what grows beyond it is no file of ours.

/** Return what bytes unpack to, `gzip` or `deflate`; throw for what is damaged, cut off or larger than `most` bytes. */
export async function inflated(packed, format, most) {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  const parts = [];
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      size += part.value.length;
      if (size > most) throw new RangeError("too large");
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
