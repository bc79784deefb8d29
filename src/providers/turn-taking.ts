import { sampleRateHz } from '../media/mulaw.js';
import type { OpenVoiceDetector } from './voice-detector.js';
import type { TimeSpan } from './word-times.js';

/** A turn is closed at the next pause from so long on, and in the middle of a word at last, ms. */
const longTurnMs = 15_000;
const longestTurnMs = 25_000;
/** Text that nobody's voice explains, such as that of a whisper, is as good as final when it stood for so long, ms. */
const unvoicedTextMs = 1000;
/** What is shown before any voice was made out was said within the last ms: a voice is made out within a quarter of them. */
const unnoticedMs = 500;

/** A stretch of speech whose text is made final as a whole, ms since the stream's first byte. */
export interface Turn extends TimeSpan {
  /** Whether all that was said is to be final, and the speaker does not just speak for long. */
  readonly isBeforePause: boolean;
}

/** Finds out when a vendor that does not listen for pauses is to be asked for final text. */
export interface TurnTaking {
  /** Takes the stream's next audio. */
  hear(mulaw: Uint8Array): void;
  /** A text was shown for the turn that is going on. */
  show(text: string): void;
  /** Whether the turn that is going on should be closed. */
  readonly isDue: boolean;
  /** Whether a turn is going on: somebody speaks or has spoken, for more than a cough, or a text was shown. */
  readonly isOpen: boolean;
  /** Whether nobody is heard at the moment. */
  readonly isQuiet: boolean;
  /** Where the turn that is going on is, as far as it was heard. */
  readonly span: TimeSpan;
  /** Length of the stream so far, ms. */
  readonly heardMs: number;
  /**
   * Closes the turn that is going on, due or not, and begins the next.
   *
   * @param isPause - whether it counts as if the speaker had paused.
   */
  close(isPause?: boolean): Turn;
  /** Hears and tells nothing any more. */
  stop(): void;
}

/** @param onDue - runs when the turn has become due: it may go on if it is not closed then. */
export function createTurnTaking(detectVoice: OpenVoiceDetector, onDue: () => void): TurnTaking {
  let heardBytes = 0;
  let voice: 'on' | 'paused' | 'off' = 'off';
  let isConfirmed = false;
  let turnStartMs: number | undefined;
  let voiceEndMs: number | undefined;
  let closedMs = 0;
  let shownText: { readonly text: string; readonly atMs: number; readonly firstAtMs: number } | undefined;
  let isStopped = false;

  const detector = detectVoice((edge) => {
    if (isStopped) return;
    switch (edge.type) {
      case 'started':
      case 'resumed':
        turnStartMs ??= edge.positionMs;
        voice = 'on';
        break;
      case 'confirmed':
        isConfirmed = true;
        break;
      case 'paused':
        voice = 'paused';
        voiceEndMs = edge.positionMs;
        break;
      case 'misfired':
        voice = 'off';
        if (!isConfirmed && shownText === undefined) turnStartMs = undefined;
        break;
      case 'ended':
        voice = 'off';
        voiceEndMs = edge.positionMs;
        break;
    }
    tellIfDue();
  });

  const heardMs = () => (heardBytes * 1000) / sampleRateHz;

  function isDue(): boolean {
    const lengthMs = turnStartMs === undefined ? 0 : heardMs() - turnStartMs;
    if (voice !== 'off') return lengthMs > (voice === 'paused' ? longTurnMs : longestTurnMs);
    if (isConfirmed) return true;
    return shownText !== undefined && heardMs() - shownText.atMs >= unvoicedTextMs;
  }

  function span(): TimeSpan {
    const startMs = turnStartMs ?? Math.max(closedMs, (shownText?.firstAtMs ?? closedMs) - unnoticedMs);
    const endMs = voice === 'on' ? heardMs() : (voiceEndMs ?? shownText?.atMs ?? heardMs());
    return { startMs, endMs: Math.max(startMs, endMs) };
  }

  function tellIfDue() {
    if (!isStopped && isDue()) onDue();
  }

  return {
    hear(mulaw) {
      heardBytes += mulaw.length;
      detector.push(mulaw);
      tellIfDue();
    },
    show(text) {
      if (text === shownText?.text) return;
      shownText = { text, atMs: heardMs(), firstAtMs: shownText?.firstAtMs ?? heardMs() };
    },
    get isDue() {
      return isDue();
    },
    get isOpen() {
      return isConfirmed || shownText !== undefined;
    },
    get isQuiet() {
      return voice !== 'on';
    },
    get span() {
      return span();
    },
    get heardMs() {
      return heardMs();
    },
    close(isPause = false) {
      const turn = { ...span(), isBeforePause: isPause || voice === 'off' };
      closedMs = turn.endMs;
      turnStartMs = voice === 'off' ? undefined : closedMs;
      isConfirmed = voice !== 'off' && isConfirmed;
      voiceEndMs = undefined;
      shownText = undefined;
      return turn;
    },
    stop() {
      isStopped = true;
      detector.close();
    },
  };
}
