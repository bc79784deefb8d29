import { callMachine } from '../machines/call/call-machine.js';
import { clauseMachine } from '../machines/clause/clause-machine.js';
import { drawState } from './machine-drawing.js';

const drawings = [
  {
    title: 'A call',
    text: 'Its life. `interpreting` is drawn below, once for both directions, and so is a leg.',
    drawing: drawState(callMachine.root, ['interpreting', 'client', 'agent']),
  },
  {
    title: 'A direction',
    text: 'Client to agent. Agent to client comes from the same function, with the parties exchanged.',
    drawing: drawState(callMachine.getStateNodeById('call.live.conversation.interpreting.clientToAgent')),
  },
  {
    title: 'A leg',
    text: 'The client’s line; the agent’s comes from the same function.',
    drawing: drawState(callMachine.getStateNodeById('call.live.client')),
  },
  {
    title: 'A clause',
    text: 'From committed text to the listener’s ear. The player runs as long as the clause does.',
    drawing: drawState(clauseMachine.root),
  },
];

const begin = '<!-- machines -->';
const end = '<!-- /machines -->';

/** The page with its drawings anew: what stands between the two markers. */
export function withMachineDrawings(page: string): string {
  const sections = drawings.map(
    ({ title, text, drawing }) => `### ${title}\n\n${text}\n\n\`\`\`mermaid\n${drawing}\n\`\`\`\n`,
  );
  const before = page.slice(0, page.indexOf(begin) + begin.length);
  return `${before}\n\n${sections.join('\n')}\n${page.slice(page.indexOf(end))}`;
}
