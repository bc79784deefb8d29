/** Audio that waits for a vendor's socket to open: bounded, the oldest is dropped first. */
export interface AudioBacklog {
  add(audio: Uint8Array): void;
  /** Takes all that waits, oldest first. */
  take(): readonly Uint8Array[];
  /** Bytes that were dropped so far. */
  readonly droppedBytes: number;
}

/** @param maxBytes - what may wait at the most; a single longer piece is dropped whole. */
export function createAudioBacklog(maxBytes: number): AudioBacklog {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let droppedBytes = 0;
  return {
    add(audio) {
      waiting.push(audio);
      waitingBytes += audio.length;
      while (waitingBytes > maxBytes) {
        const length = waiting.shift()?.length ?? 0;
        waitingBytes -= length;
        droppedBytes += length;
      }
    },
    take() {
      const taken = waiting;
      waiting = [];
      waitingBytes = 0;
      return taken;
    },
    get droppedBytes() {
      return droppedBytes;
    },
  };
}
