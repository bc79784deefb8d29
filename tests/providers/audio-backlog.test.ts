import { describe, expect, it } from 'vitest';
import { createAudioBacklog } from '../../src/providers/audio-backlog.js';

const audio = (value: number, length: number) => new Uint8Array(length).fill(value);

describe('An audio backlog', () => {
  it('gives back what was added, in its order, once', () => {
    const backlog = createAudioBacklog(10);
    backlog.add(audio(1, 4));
    backlog.add(audio(2, 6));
    expect(backlog.take()).toEqual([audio(1, 4), audio(2, 6)]);
    expect(backlog.take()).toEqual([]);
    expect(backlog.droppedBytes).toBe(0);
  });

  it('drops the oldest first, and counts it', () => {
    const backlog = createAudioBacklog(10);
    backlog.add(audio(1, 4));
    backlog.add(audio(2, 4));
    backlog.add(audio(3, 4));
    expect(backlog.take()).toEqual([audio(2, 4), audio(3, 4)]);
    expect(backlog.droppedBytes).toBe(4);
  });

  it('has room again when it was emptied', () => {
    const backlog = createAudioBacklog(10);
    backlog.add(audio(1, 10));
    backlog.take();
    backlog.add(audio(2, 10));
    expect(backlog.take()).toEqual([audio(2, 10)]);
    expect(backlog.droppedBytes).toBe(0);
  });

  it('drops a piece that is longer than all its room', () => {
    const backlog = createAudioBacklog(10);
    backlog.add(audio(1, 11));
    expect(backlog.take()).toEqual([]);
    expect(backlog.droppedBytes).toBe(11);
  });
});
