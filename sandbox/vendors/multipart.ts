/** The parts of a `multipart/form-data` body (RFC 7578) by name; of several of one name the last. */
export function partsOf(body: Buffer, contentType: string): ReadonlyMap<string, Buffer> {
  const parts = new Map<string, Buffer>();
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return parts;
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const whole = Buffer.concat([Buffer.from('\r\n'), body]);
  let start = whole.indexOf(delimiter);
  while (start >= 0) {
    const end = whole.indexOf(delimiter, start + delimiter.length);
    if (end < 0) break;
    const part = whole.subarray(start + delimiter.length + 2, end);
    const headersEnd = part.indexOf('\r\n\r\n');
    const name = /name="([^"]*)"/i.exec(part.subarray(0, Math.max(0, headersEnd)).toString())?.[1];
    if (name !== undefined) parts.set(name, part.subarray(headersEnd + 4));
    start = end;
  }
  return parts;
}
