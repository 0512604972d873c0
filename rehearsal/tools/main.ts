import { main } from './program.ts';

main();
