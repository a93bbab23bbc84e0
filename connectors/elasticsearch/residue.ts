/** What all classes say in the reference. */
export const residue =
  'nothing twice where ids are keys or offsets, as a document is written again under its id; with ids that the server makes, documents that were written before'
