// The door to libxml2: its push parser with SAX2 callbacks, and its table of HTML's named characters. Only Catalog imports it.
#ifndef SCHOLION_CLIBXML2_SHIM_H
#define SCHOLION_CLIBXML2_SHIM_H

// ICU's headers would meet those of Foundation; no structure used here depends on them.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

/// The code point of a named character of HTML 4, 0 where there is none of that name.
static inline unsigned int scholion_named_character(const char *name) {
  const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);
  return entity ? entity->value : 0;
}

/// The line the parser is in, from 1.
static inline int scholion_xml_line(xmlParserCtxtPtr parser) { return parser->input ? parser->input->line : 0; }

/// Ends a parser and the document that libxml2 begins by itself for what a DTD declares.
static inline void scholion_xml_free(xmlParserCtxtPtr parser) {
  if (parser->myDoc) xmlFreeDoc(parser->myDoc);
  parser->myDoc = NULL;
  xmlFreeParserCtxt(parser);
}

#endif
