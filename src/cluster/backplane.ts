import type { StreamUpgrade } from '../telephony/media-stream-route.js';

/**
 * What came of asking for a place among the calls that all instances may have together. `taken`: another instance has
 * that call. `alone`: nobody could be asked, and the instance decides by itself; the call counts as soon as somebody
 * can be asked again.
 */
export type Reservation = 'granted' | 'full' | 'taken' | 'alone';

/**
 * What instances of the service share, whoever carries it: Redis, or the primary process on one machine. Nothing here
 * waits longer than its deadline for whoever carries it.
 */
export interface Backplane {
  /** This process among them. One that is started again is another instance. */
  readonly instance: string;
  /**
   * Takes a place for a call; it is held until it is released, or this instance has not been heard of for a while.
   * Never throws.
   */
  reserve(callSid: string): Promise<Reservation>;
  release(callSid: string): void;
  /** The instance that has a call; undefined where none has it, or nobody can be asked. */
  ownerOf(callSid: string): Promise<string | undefined>;
  /**
   * Tells all instances, this one included.
   *
   * @returns how many will hear it.
   * @throws BackplaneError
   */
  publish(message: string): Promise<number>;
  onMessage(listener: (message: string) => void): void;
  /** Hears of each moment from which on nobody can be asked for a while. */
  onLost(listener: () => void): void;
  /**
   * Lets another instance serve a stream; the socket is no longer the caller's.
   *
   * @throws BackplaneError where that instance cannot be reached; the socket is then still the caller's.
   */
  passStream(owner: string, upgrade: StreamUpgrade): Promise<void>;
  close(): Promise<void>;
}

/** The other instances, or one of them, cannot be reached. */
export class BackplaneError extends Error {
  override readonly name = 'BackplaneError';
}
