/** Where a front end without a storage folder of its own keeps its runs. */
export { defaultStoreDir } from '../store/paths.ts';
