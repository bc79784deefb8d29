import type { VoiceActivity, VoiceEdge } from '../../src/media/voice-activity/voice-activity.js';

/**
 * Voice activity whose edges the test tells, leg by leg in the order in which they were opened.
 *
 * @param state whether it works, and has judged all that it was given; it does not if it is not said.
 */
export function fakeVoiceActivity(state = { isWorking: false, hasJudged: true }) {
  const legs: { tell: (edge: VoiceEdge) => void; isOpen: boolean }[] = [];
  const voiceActivity: VoiceActivity = {
    counts: { judged: 0, gated: 0, droppedBytes: 0 },
    get isWorking() {
      return state.isWorking;
    },
    openLeg(tell) {
      const leg = { tell, isOpen: true };
      legs.push(leg);
      return {
        push: () => {},
        hasJudged: () => state.hasJudged,
        close: () => {
          leg.isOpen = false;
        },
      };
    },
    close: () => Promise.resolve(),
  };
  return { voiceActivity, legs };
}
