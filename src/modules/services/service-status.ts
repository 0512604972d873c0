/** Whether what an init script's `status` printed and its exit code mean that the service runs; null: can't tell. */
export function runningFromStatus(name: string, rc: number, output: string): boolean | null {
  if ([1, 2, 3, 4, 69].includes(rc)) return false;
  if (output.split('\n').length <= 2) {
    const text = output.toLowerCase().replaceAll(name.toLowerCase(), '');
    if (text.includes('stop')) return false;
    if (text.includes('run')) return !text.includes('not ');
    if (text.includes('start') && !text.includes('not ')) return true;
    const dead = [
      'could not access pid file',
      'is dead and pid file exists',
      'dead but subsys locked',
      'dead but pid file exists',
    ];
    if (dead.some((words) => text.includes(words))) return false;
  }
  if (rc === 0) return true;
  return name === 'iptables' && output.includes('ACCEPT') ? true : null;
}
