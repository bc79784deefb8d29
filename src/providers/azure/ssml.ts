/** Something to be said by a voice. */
export interface SpokenText {
  readonly text: string;
  /** Name of a voice, which begins with its locale: `gl-ES-SabelaNeural`. */
  readonly voice: string;
  /** 1 is the voice's normal rate. */
  readonly speed: number;
}

/** The SSML document (W3C SSML 1.0) that has a text said. Whatever the text holds is text in it. */
export function toSsml({ text, voice, speed }: SpokenText): string {
  const locale = /^[a-z]{2,3}-[A-Za-z]{2,4}/.exec(voice)?.[0] ?? 'en-US';
  const percent = Math.round((speed - 1) * 100);
  const said =
    percent === 0
      ? escapeXml(text)
      : `<prosody rate="${percent > 0 ? '+' : ''}${percent}%">${escapeXml(text)}</prosody>`;
  return (
    `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="${locale}">` +
    `<voice name="${escapeXml(voice)}">${said}</voice></speak>`
  );
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
]);

/** What XML 1.0 has no way to write: a document with one of these is refused whole. */
const unwritable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function escapeXml(text: string): string {
  return text
    .replace(unwritable, ' ')
    .replace(/[&<>"']/g, (character) => entities.get(character) ?? character);
}
