/** A mark that came back: the rendition it belongs to, and how much of it has been heard. */
export interface HeardUpTo {
  readonly id: string;
  readonly heardBytes: number;
}

/**
 * What one listener's line was sent, what of it was heard, and what was cut; bytes are of 8 kHz mu-law.
 *
 * Twilio returns a mark when the audio before it has been played, but also returns every waiting mark after
 * `clear`. Marks of audio that was cleared therefore prove nothing: they are forgotten with the `clear`, and count
 * as unknown when they come. How far the line was when it was cleared is known from the last mark and the time since
 * then, to the frame.
 */
export interface PlayOutLedger {
  /** Books audio as sent behind everything that was sent before. */
  sent(id: string, bytes: number): void;
  /** The mark to send now: it stands behind what was sent of the rendition so far. */
  mark(id: string): string;
  /** Books a mark's return; undefined where it proves nothing: unknown, doubled, or cleared. */
  markReturned(name: string): HeardUpTo | undefined;
  sentBytes(id: string): number;
  heardBytes(id: string): number;
  /** Bytes sent of a rendition since its last mark. */
  unmarkedBytes(id: string): number;
  /** Whether the line holds audio that has not been heard. */
  readonly isSounding: boolean;
  /** How long the line still has to play, ms. */
  readonly unheardMs: number;
  /** Books that the line was emptied: what was sent of a rendition and has not been heard counts as not sent. */
  cleared(): void;
  forget(id: string): void;
}

interface Account {
  sentBytes: number;
  markedBytes: number;
  heardBytes: number;
}

const bytesPerMs = 8;
const frameBytes = 160;

/** `now` is monotonic, ms. */
export function createPlayOutLedger(now: () => number): PlayOutLedger {
  /** In the order in which they were first sent. */
  const accounts = new Map<string, Account>();
  const waitingMarks = new Map<string, HeardUpTo>();
  let markCount = 0;
  /** The last moment at which the line's position was known: a mark came back, or it began to sound. */
  let knownAt = 0;

  const isUnheard = ({ sentBytes, heardBytes }: Account) => sentBytes > heardBytes;

  function sounding(): Account | undefined {
    for (const account of accounts.values()) if (isUnheard(account)) return account;
    return undefined;
  }

  return {
    sent(id, bytes) {
      if (sounding() === undefined) knownAt = now();
      const account = accounts.get(id) ?? { sentBytes: 0, markedBytes: 0, heardBytes: 0 };
      account.sentBytes += bytes;
      accounts.set(id, account);
    },
    mark(id) {
      markCount += 1;
      const name = String(markCount);
      const account = accounts.get(id);
      if (account !== undefined) {
        account.markedBytes = account.sentBytes;
        waitingMarks.set(name, { id, heardBytes: account.sentBytes });
      }
      return name;
    },
    markReturned(name) {
      const heard = waitingMarks.get(name);
      waitingMarks.delete(name);
      const account = heard && accounts.get(heard.id);
      if (heard === undefined || account === undefined) return undefined;
      account.heardBytes = Math.max(account.heardBytes, heard.heardBytes);
      knownAt = now();
      return heard;
    },
    sentBytes: (id) => accounts.get(id)?.sentBytes ?? 0,
    heardBytes: (id) => accounts.get(id)?.heardBytes ?? 0,
    unmarkedBytes(id) {
      const account = accounts.get(id);
      return account === undefined ? 0 : account.sentBytes - account.markedBytes;
    },
    get isSounding() {
      return sounding() !== undefined;
    },
    get unheardMs() {
      let bytes = 0;
      for (const { sentBytes, heardBytes } of accounts.values()) bytes += sentBytes - heardBytes;
      return bytes === 0 ? 0 : Math.max(0, bytes / bytesPerMs - (now() - knownAt));
    },
    cleared() {
      const account = sounding();
      if (account !== undefined) {
        const sinceKnown = (now() - knownAt) * bytesPerMs;
        const heard = Math.min(account.sentBytes, account.heardBytes + sinceKnown);
        account.heardBytes = Math.max(account.heardBytes, heard - (heard % frameBytes));
      }
      waitingMarks.clear();
      for (const each of accounts.values()) {
        each.sentBytes = each.heardBytes;
        each.markedBytes = each.heardBytes;
      }
    },
    forget(id) {
      accounts.delete(id);
    },
  };
}
