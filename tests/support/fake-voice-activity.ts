import type { VoiceActivity, VoiceEdge } from '../../src/media/voice-activity/voice-activity.js';

/** Voice activity whose edges the test tells, leg by leg in the order in which they were opened. */
export function fakeVoiceActivity() {
  const legs: { tell: (edge: VoiceEdge) => void; isOpen: boolean }[] = [];
  const voiceActivity: VoiceActivity = {
    counts: { judged: 0, gated: 0, droppedBytes: 0 },
    isWorking: false,
    openLeg(tell) {
      const leg = { tell, isOpen: true };
      legs.push(leg);
      return {
        push: () => {},
        close: () => {
          leg.isOpen = false;
        },
      };
    },
    close: () => Promise.resolve(),
  };
  return { voiceActivity, legs };
}
