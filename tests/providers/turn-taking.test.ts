import { describe, expect, it } from 'vitest';
import { createTurnTaking, type Turn } from '../../src/providers/turn-taking.js';
import { fakeVoice } from '../support/fake-voice.js';

/** Turns on a line whose voice the test tells, closed as soon as they are due. */
function onALine() {
  const voice = fakeVoice();
  const closed: Turn[] = [];
  const turns = createTurnTaking(voice.detectVoice, () => closed.push(turns.close()));
  const hear = (ms: number) => {
    for (let heard = 0; heard < ms; heard += 20) turns.hear(new Uint8Array(160));
  };
  return { voice, closed, turns, hear };
}

describe('taking turns', () => {
  it('Scenario: somebody speaks and pauses, twice', () => {
    const { voice, closed, hear } = onALine();
    hear(500);
    voice.speaksFrom(400);
    hear(1000);
    voice.edge('paused', 1300);
    hear(200);
    voice.edge('ended', 1300);
    hear(300);
    voice.speaksFrom(1900);
    hear(700);
    voice.edge('ended', 2500);
    expect(closed).toEqual([
      { startMs: 400, endMs: 1300, isBeforePause: true },
      { startMs: 1900, endMs: 2500, isBeforePause: true },
    ]);
  });

  it('Scenario: somebody coughs', () => {
    const { voice, closed, turns, hear } = onALine();
    hear(500);
    voice.edge('started', 480);
    hear(400);
    voice.edge('misfired', 512);
    hear(5000);
    expect(closed).toEqual([]);
    expect(turns.isOpen).toBe(false);
    voice.speaksFrom(5800);
    hear(300);
    expect(turns.span).toEqual({ startMs: 5800, endMs: 6200 });
  });

  it('Scenario: a whisper is understood that no voice explains; its text stands for a second', () => {
    const { closed, turns, hear } = onALine();
    hear(1000);
    turns.show('bonjour');
    hear(400);
    turns.show('bonjour madame');
    hear(980);
    turns.show('bonjour madame');
    expect(closed).toEqual([]);
    hear(20);
    expect(closed).toEqual([{ startMs: 500, endMs: 1400, isBeforePause: true }]);
    hear(5000);
    expect(closed).toHaveLength(1);
  });

  it('Scenario: after a long silence a word is shown before its voice is made out; it was not said in the silence', () => {
    const { voice, turns, hear } = onALine();
    voice.speaksFrom(0);
    hear(1000);
    voice.edge('ended', 1000);
    hear(9000);
    turns.show('bonjour');
    expect(turns.span).toEqual({ startMs: 9500, endMs: 10_000 });
    voice.speaksFrom(9900);
    expect(turns.span.startMs).toBe(9900);
  });

  it('Scenario: somebody speaks on and on; the turn is closed in a short pause after 15 s', () => {
    const { voice, closed, hear } = onALine();
    voice.speaksFrom(0);
    hear(10_000);
    voice.edge('paused', 9900);
    hear(100);
    voice.edge('resumed', 10_100);
    hear(7000);
    expect(closed).toEqual([]);
    voice.edge('paused', 17_000);
    expect(closed).toEqual([{ startMs: 0, endMs: 17_000, isBeforePause: false }]);
    voice.edge('ended', 17_000);
    expect(closed[1]).toEqual({ startMs: 17_000, endMs: 17_000, isBeforePause: true });
  });

  it('Scenario: music without a pause; the turn is closed every 25 s', () => {
    const { voice, closed, hear } = onALine();
    voice.speaksFrom(0);
    hear(51_000);
    expect(closed.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 25_020],
      [25_020, 50_040],
    ]);
  });

  it('Scenario: nothing is told once it is stopped', () => {
    const { voice, closed, turns, hear } = onALine();
    voice.speaksFrom(0);
    hear(500);
    turns.stop();
    expect(voice.isOpen()).toBe(false);
    hear(30_000);
    expect(closed).toEqual([]);
  });
});
