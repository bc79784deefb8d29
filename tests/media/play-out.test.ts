import { describe, expect, test } from 'vitest';
import { createPlayOut } from '../../src/media/play-out.js';
import { atOnce, fakeBeat } from '../support/fake-beat.js';
import { fakeLine } from '../support/fake-line.js';

const audio = (ms: number) => new Uint8Array(ms * 8);

function listening({ isHeard = false, atNextBeat = atOnce } = {}) {
  let nowMs = 0;
  const playOut = createPlayOut({ now: () => nowMs, atNextBeat, originalVoice: { isHeard } });
  const { line, take } = fakeLine();
  const facts: string[] = [];
  playOut.connect(line);
  return {
    playOut,
    take,
    passTime: (ms: number) => (nowMs += ms),
    reserve: (id: string) =>
      playOut.reserve(id, (fact, { heardBytes, bytes }) =>
        facts.push(fact === 'cut' ? `${id} cut at ${heardBytes / 8} of ${bytes / 8} ms` : `${id} ${fact}`),
      ),
    takeFacts: () => facts.splice(0),
    line,
  };
}

describe('play-out', () => {
  test('Scenario: a rendition goes out at once, with a mark behind its first frame and every 200 ms', () => {
    const { playOut, take, reserve, takeFacts } = listening();
    const place = reserve('clause-1');
    place.write(audio(500));
    place.end();
    expect(take()).toEqual(['160', 'mark 1', '1600', 'mark 2', '1600', 'mark 3', '640', 'mark 4']);
    expect(takeFacts()).toEqual(['clause-1 started']);
    playOut.markReturned('1');
    expect(takeFacts()).toEqual(['clause-1 reached']);
    playOut.markReturned('2');
    playOut.markReturned('3');
    playOut.markReturned('4');
    expect(takeFacts()).toEqual(['clause-1 heard']);
  });

  test('Scenario: the second clause is synthesized first, and is heard second', () => {
    const { take, reserve } = listening();
    const first = reserve('clause-1');
    const second = reserve('clause-2');
    second.write(audio(20));
    second.end();
    expect(take()).toEqual([]);
    first.write(audio(40));
    first.end();
    expect(take()).toEqual(['160', 'mark 1', '160', 'mark 2', '160', 'mark 3']);
  });

  test('a clause that gives its place up lets the next one go', () => {
    const { take, reserve } = listening();
    const first = reserve('clause-1');
    const second = reserve('clause-2');
    second.write(audio(20));
    first.release();
    expect(take()).toEqual(['160', 'mark 1']);
  });

  test('Scenario: the listener interrupts; marks that come back after the clear do not count as heard', () => {
    const { playOut, take, reserve, takeFacts } = listening();
    const place = reserve('clause-1');
    place.write(audio(400));
    place.end();
    playOut.markReturned('1');
    take();
    takeFacts();
    playOut.hold();
    playOut.cut();
    expect(take()).toEqual(['clear']);
    for (const mark of ['2', '3']) playOut.markReturned(mark);
    expect(takeFacts()).toEqual(['clause-1 cut at 20 of 400 ms']);
  });

  test('a hold clears the line also where nothing is known to be in it', () => {
    const { playOut, take } = listening();
    playOut.hold();
    expect(take()).toEqual(['clear']);
  });

  test('a rendition that has no audio yet survives the silence, and waits until the hold is released', async () => {
    const { playOut, take, reserve, takeFacts } = listening();
    const place = reserve('clause-1');
    playOut.hold();
    playOut.cut();
    place.write(audio(20));
    place.end();
    expect(take()).toEqual(['clear']);
    playOut.release();
    await Promise.resolve();
    expect(take()).toEqual(['160', 'mark 1']);
    playOut.markReturned('1');
    expect(takeFacts()).toEqual(['clause-1 started', 'clause-1 reached', 'clause-1 heard']);
  });

  test('giving up a rendition that is being played takes it back, and sends those behind it again', () => {
    const { take, reserve, takeFacts } = listening();
    const first = reserve('clause-1');
    const second = reserve('clause-2');
    first.write(audio(40));
    first.end();
    second.write(audio(20));
    second.end();
    take();
    first.release();
    expect(take()).toEqual(['clear', '160', 'mark 4']);
    expect(takeFacts()).toEqual(['clause-1 started', 'clause-2 started']);
  });

  test('Scenario: the line is lost and comes back; what was not heard is sent again', () => {
    const { playOut, take, reserve, line } = listening();
    const place = reserve('clause-1');
    place.write(audio(220));
    place.end();
    playOut.markReturned('1');
    take();
    playOut.disconnect();
    playOut.connect(line);
    expect(take()).toEqual(['1600', 'mark 3']);
  });

  test('Scenario: the listener coughs; the rendition is taken back, and goes on where it was, to the frame', async () => {
    const { playOut, take, reserve, passTime, takeFacts } = listening();
    const place = reserve('clause-1');
    place.write(audio(600));
    place.end();
    passTime(20);
    playOut.markReturned('1');
    passTime(130);
    take();
    playOut.hold();
    expect(take()).toEqual(['clear']);
    playOut.markReturned('2');
    playOut.release();
    await Promise.resolve();
    // 20 ms by the mark and 120 of the 130 ms since: 460 ms are left.
    expect(take()).toEqual(['1600', 'mark 5', '1600', 'mark 6', '480', 'mark 7']);
    passTime(500);
    for (const name of ['5', '6', '7']) playOut.markReturned(name);
    expect(takeFacts()).toEqual(['clause-1 started', 'clause-1 reached', 'clause-1 heard']);
  });

  test('a synthesis that ends without more audio has its last mark all the same', () => {
    const { take, reserve } = listening();
    const place = reserve('clause-1');
    place.write(audio(40));
    expect(take()).toEqual(['160', 'mark 1', '160']);
    place.end();
    expect(take()).toEqual(['mark 2']);
  });

  test('a mark that nobody sent, or that comes twice, means nothing', () => {
    const { playOut, reserve, takeFacts } = listening();
    const place = reserve('clause-1');
    place.write(audio(40));
    place.end();
    for (const mark of ['7', '1', '1', 'x']) playOut.markReturned(mark);
    expect(takeFacts()).toEqual(['clause-1 started', 'clause-1 reached']);
  });

  test('Scenario: a rendition is postponed, and goes out when it is admitted; the line is not emptied', async () => {
    const { playOut, take, reserve } = listening();
    playOut.postpone();
    const place = reserve('clause-1');
    place.write(audio(20));
    expect(take()).toEqual([]);
    playOut.admit();
    await Promise.resolve();
    expect(take()).toEqual(['160', 'mark 1']);
  });

  test('Scenario: the speaker has just fallen silent; it waits until it is known whether they have finished', () => {
    const { playOut, take, reserve, passTime } = listening();
    const speak = (ms: number) => {
      passTime(ms);
      playOut.hearOriginal(audio(ms));
    };
    const fallSilent = (ms: number) => {
      passTime(ms);
      playOut.hearOriginal(audio(ms).fill(0xff));
    };
    const place = (id: string) => {
      const reserved = reserve(id);
      reserved.write(audio(20));
      reserved.end();
      return take();
    };
    speak(500);
    fallSilent(80);
    expect(place('clause-1')).toEqual(['160', 'mark 1']);
    playOut.markReturned('1');
    fallSilent(20);
    expect(place('clause-2')).toEqual([]);
    fallSilent(380);
    playOut.tick(160);
    expect(take()).toEqual([]);
    fallSilent(20);
    playOut.tick(160);
    expect(take()).toEqual(['160', 'mark 2']);
    playOut.markReturned('2');
    speak(200);
    fallSilent(120);
    expect(place('clause-3')).toEqual([]);
    speak(20);
    playOut.tick(160);
    expect(take()).toEqual(['160', 'mark 3']);
  });

  test('Scenario: the line of the speaker breaks just behind their last word; what they said is heard all the same', () => {
    const { playOut, take, reserve, passTime } = listening();
    playOut.hearOriginal(audio(20));
    passTime(200);
    playOut.hearOriginal(audio(20).fill(0xff));
    const place = reserve('clause-1');
    place.write(audio(20));
    place.end();
    expect(take()).toEqual([]);
    // No frame of theirs comes any more.
    passTime(800);
    playOut.tick(160);
    expect(take()).toEqual(['160', 'mark 1']);
  });

  test('Scenario: renditions are postponed while one sounds that is still being synthesized; it goes on to its end', async () => {
    const { playOut, take, reserve } = listening();
    const first = reserve('clause-1');
    const second = reserve('clause-2');
    first.write(audio(20));
    playOut.postpone();
    take();
    first.write(audio(20));
    first.end();
    second.write(audio(20));
    second.end();
    expect(take()).toEqual(['160', 'mark 2']);
    playOut.admit();
    await Promise.resolve();
    expect(take()).toEqual(['160', 'mark 3']);
  });

  test('Scenario: the other voice is let through, at the pace of the listener’s own line', () => {
    const { playOut, take } = listening();
    playOut.beginPassing();
    expect(take()).toEqual(['160', '160', '160']);
    playOut.hearOriginal(audio(20));
    expect(take()).toEqual([]);
    playOut.tick(160);
    expect(take()).toEqual(['160']);
    playOut.endPassing();
    playOut.hearOriginal(audio(20));
    playOut.tick(160);
    expect(take()).toEqual([]);
  });

  describe('with the original voice', () => {
    test('Scenario: nobody speaks; each frame that comes in lets one go out, behind a cushion of 60 ms', () => {
      const { playOut, take } = listening({ isHeard: true });
      expect(take()).toEqual(['160', '160', '160']);
      playOut.hearOriginal(audio(20));
      playOut.tick(160);
      expect(take()).toEqual(['160']);
      playOut.tick(240);
      expect(take()).toEqual(['160', '160']);
    });

    test('Scenario: a rendition overtakes the cushion, and then goes frame by frame, marked every 200 ms', () => {
      const { playOut, take, reserve } = listening({ isHeard: true });
      take();
      const place = reserve('clause-1');
      place.write(audio(300));
      place.end();
      expect(take()).toEqual(['clear', '160', 'mark 1', '160', '160']);
      for (let frame = 0; frame < 9; frame += 1) playOut.tick(160);
      expect(take().filter((word) => word.startsWith('mark'))).toEqual(['mark 2']);
      for (let frame = 0; frame < 3; frame += 1) playOut.tick(160);
      expect(take()).toEqual(['160', '160', '160', 'mark 3']);
    });

    test('Scenario: frames that come in between two beats let as many go out at the second one', () => {
      const { atNextBeat, beat } = fakeBeat();
      const { playOut, take } = listening({ isHeard: true, atNextBeat });
      take();
      playOut.tick(160);
      playOut.tick(160);
      expect(take()).toEqual([]);
      beat();
      expect(take()).toEqual(['160', '160']);
      playOut.tick(160);
      playOut.disconnect();
      beat();
      expect(take()).toEqual([]);
    });

    test('Scenario: the line runs dry, or nearly: more rides ahead, until renditions find that less suffices', () => {
      const { playOut, take, reserve } = listening({ isHeard: true });
      take();
      playOut.tick(2 * 160);
      expect(take()).toEqual(Array<string>(2).fill('160'));
      playOut.tick(3 * 160);
      expect(take()).toEqual(Array<string>(3 + 1).fill('160'));
      playOut.tick(160);
      expect(take()).toEqual(['160']);
      playOut.tick(50 * 160);
      expect(take()).toEqual(Array<string>(10).fill('160'));
      for (const frames of [9, 8, 7, 6, 5, 4, 3, 3]) {
        const place = reserve(`clause-${String(frames)}`);
        place.write(audio(300));
        expect(take().filter((word) => word === '160')).toHaveLength(frames);
        playOut.cut();
        playOut.tick(160);
        take();
      }
    });

    test('Scenario: a rendition has little audio at first; hardly anything gets between that and what follows', () => {
      const { playOut, take, reserve } = listening({ isHeard: true });
      take();
      const place = reserve('clause-1');
      place.write(audio(20));
      expect(take()).toEqual(['clear', '160', 'mark 1', '160']);
      place.write(audio(40));
      expect(take()).toEqual(['160']);
      playOut.tick(160);
      expect(take()).toEqual(['160']);
      playOut.tick(160);
      expect(take()).toEqual([]);
      playOut.tick(160);
      expect(take()).toEqual(['160']);
      playOut.hold();
      playOut.tick(160);
      expect(take()).toEqual(['clear', '160', '160', '160']);
    });

    test('a rendition whose audio does not suffice for a frame waits for more', () => {
      const { playOut, take, reserve } = listening({ isHeard: true });
      take();
      const place = reserve('clause-1');
      place.write(audio(10));
      playOut.tick(160);
      expect(take()).toEqual(['160']);
      place.end();
      expect(take()).toEqual(['clear', '160', 'mark 1', '160', '160']);
    });
  });
});
