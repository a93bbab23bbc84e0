/** What both classes say in the reference. */
export const residue =
  'a document whose id is its key or its offset is written again under that id, so it is there once; with ids that the server makes, documents may be there twice'
