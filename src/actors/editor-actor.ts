import { fromCallback, type EventObject } from 'xstate';
import type { EditorInput } from '../../machines/call/call-actors.js';
import { speakerOf, type CallEvent } from '../../machines/call/call-events.js';
import { planAfterCut } from '../interpreting/merge-policy.js';

/** Finds out what of cut renditions is still to be said: the rest of the first, and the whole of those behind it. */
export const editorActor = () =>
  fromCallback<EventObject, EditorInput>(({ input, sendBack }) => {
    const tell: (event: CallEvent) => void = sendBack;
    const { direction, cut, ...meanwhile } = input;
    const texts: string[] = [];
    for (const { translation, language, heardShare } of cut) {
      const plan = planAfterCut({
        translation,
        language,
        heardShare,
        speaker: speakerOf(direction),
        ...meanwhile,
      });
      if (plan.action !== 'movedOn') texts.push(plan.text);
    }
    tell({ type: 'continuation.planned', direction, text: texts.length === 0 ? null : texts.join(' ') });
  });
