export { mergeVariables } from './combine.ts';
export { Group } from './group.ts';
export { Host } from './host.ts';
export { type HostOrder, Inventory } from './inventory.ts';
export { type InventoryContext, loadInventory } from './load-inventory.ts';
export { LOCALHOST } from './localhost.ts';
export { readLimit, splitHostPattern } from './patterns.ts';
export {
  inventoryFolders,
  type VarsKind,
  varsFromFiles,
} from './vars-plugin.ts';
export { addVarsFiles, readsVarsFiles, type VarsStage } from './vars-stage.ts';
