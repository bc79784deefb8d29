import type { Aggressiveness } from './sensitivity.js';
import type { LegEdge, WindowCounts } from './voice-activity-batch.js';

/** What the worker is started with. */
export interface WorkerSetup {
  readonly aggressiveness: Aggressiveness;
}

/**
 * What the worker is told: audio, which it answers with a WorkerAnswer before it gets the next; and, in the end, to
 * finish what it is at and exit.
 */
export type ClientMessage = AudioMessage | { readonly type: 'close' };

export interface AudioMessage {
  readonly type: 'audio';
  /** Pieces of audio as a PieceWriter leaves them; ownership goes to the worker, and comes back with the answer. */
  readonly pieces: ArrayBuffer;
  /** Bytes of `pieces` that are in use. */
  readonly length: number;
  /** Legs that get no more audio, and whose edges nobody waits for. */
  readonly closedLegs: readonly number[];
}

/** What the worker says: that the model is loaded, once, and then what came of each AudioMessage. */
export type WorkerMessage = { readonly type: 'ready' } | WorkerAnswer;

export interface WorkerAnswer {
  readonly type: 'judged';
  readonly pieces: ArrayBuffer;
  readonly edges: readonly LegEdge[];
  readonly counts: WindowCounts;
}

/** Bytes before each piece's audio: leg, position and length, unsigned 32-bit each: enough for calls of six days. */
const headerBytes = 12;

/** Fills a buffer with pieces of audio. */
export interface PieceWriter {
  readonly pieces: ArrayBuffer;
  /** Bytes written so far. */
  readonly length: number;
  /** Appends a copy of a piece and returns true, or returns false if there is no room for it. */
  write(leg: number, position: number, mulaw: Uint8Array): boolean;
}

/** Fills `pieces` from its beginning. */
export function createPieceWriter(pieces: ArrayBuffer): PieceWriter {
  const bytes = new Uint8Array(pieces);
  const header = new DataView(pieces);
  let length = 0;
  return {
    pieces,
    get length() {
      return length;
    },
    write(leg, position, mulaw) {
      if (length + headerBytes + mulaw.length > bytes.length) return false;
      header.setUint32(length, leg);
      header.setUint32(length + 4, position);
      header.setUint32(length + 8, mulaw.length);
      bytes.set(mulaw, length + headerBytes);
      length += headerBytes + mulaw.length;
      return true;
    },
  };
}

/** Reads what a PieceWriter wrote. The audio is a view of the buffer. */
export function readPieces(
  { pieces, length }: Pick<AudioMessage, 'pieces' | 'length'>,
  take: (leg: number, position: number, mulaw: Uint8Array) => void,
): void {
  const header = new DataView(pieces, 0, length);
  let offset = 0;
  while (offset < length) {
    const audioBytes = header.getUint32(offset + 8);
    const mulaw = new Uint8Array(pieces, offset + headerBytes, audioBytes);
    take(header.getUint32(offset), header.getUint32(offset + 4), mulaw);
    offset += headerBytes + audioBytes;
  }
}
