// cmark-gfm and gumbo behind two calls (and one line for spawning the math child), each in an arena with a budget. Neither library can be told how much it may
// allocate, and both can be made to ask for gigabytes by a few kilobytes of input (a wide table, a reference used
// 15,000 times, formatting elements reconstructed in every paragraph). Past the budget the call is left by longjmp
// and the arena is dropped as a whole; nothing outside it was touched.
#ifndef SCHOLION_CMARKUP_SHIM_H
#define SCHOLION_CMARKUP_SHIM_H

#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
#include <gumbo.h>
#include <setjmp.h>
#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct scholion_block {
  struct scholion_block *next;
  uint64_t reserved;  // keeps what follows aligned to 16 bytes
} scholion_block;

typedef struct scholion_arena {
  scholion_block *blocks;
  char *cursor;
  size_t left;
  size_t budget;      // bytes that may still be taken from malloc
  size_t nodes;       // HTML nodes that may still be made
  size_t attributes;  // attributes one tag may have: gumbo compares each with all before it
  size_t run;         // attributes since the last node
  jmp_buf out;
} scholion_arena;

// The arena in use on this thread. A variable inside a function: Swift emits no other static ones.
static inline scholion_arena **scholion_arena_slot(void) {
  static __thread scholion_arena *slot;
  return &slot;
}

static inline void *scholion_arena_take(scholion_arena *arena, size_t size) {
  if (size > arena->budget) longjmp(arena->out, 1);
  size_t need = ((size + 15) & ~(size_t)15) + 16;  // 16 bytes in front hold the size, for realloc
  if (need > arena->left) {
    size_t room = need > 65536 ? need : 65536;
    if (room > arena->budget) longjmp(arena->out, 1);
    scholion_block *block = (scholion_block *)malloc(sizeof(scholion_block) + room);
    if (block == NULL) longjmp(arena->out, 1);
    arena->budget -= room;
    block->next = arena->blocks;
    arena->blocks = block;
    arena->cursor = (char *)(block + 1);
    arena->left = room;
  }
  char *place = arena->cursor;
  arena->cursor += need;
  arena->left -= need;
  *(size_t *)place = size;
  return place + 16;
}

static inline void scholion_arena_drop(scholion_arena *arena) {
  while (arena->blocks != NULL) {
    scholion_block *next = arena->blocks->next;
    free(arena->blocks);
    arena->blocks = next;
  }
  arena->left = 0;
}

// cmark's allocator carries no context, so the arena in use is known per thread; a render never leaves its thread.
static inline void *scholion_cmark_calloc(size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) longjmp((*scholion_arena_slot())->out, 1);
  void *place = scholion_arena_take(*scholion_arena_slot(), bytes);
  memset(place, 0, bytes);
  return place;
}

static inline void *scholion_cmark_realloc(void *old, size_t size) {
  void *place = scholion_arena_take(*scholion_arena_slot(), size);
  if (old != NULL) {
    size_t had = *(size_t *)((char *)old - 16);
    memcpy(place, old, had < size ? had : size);
  }
  return place;
}

static inline void scholion_cmark_free(void *place) { (void)place; }

static inline void *scholion_gumbo_allocate(void *context, size_t size) {
  scholion_arena *arena = (scholion_arena *)context;
  if (size == sizeof(GumboNode)) {
    if (arena->nodes == 0) longjmp(arena->out, 1);
    arena->nodes -= 1;
    arena->run = 0;
  } else if (size == sizeof(GumboAttribute)) {
    arena->run += 1;
    if (arena->run > arena->attributes) longjmp(arena->out, 1);
  }
  return scholion_arena_take(arena, size);
}

static inline void scholion_gumbo_free(void *context, void *place) {
  (void)context;
  (void)place;
}

// An arena that may take `budget` bytes, NULL when there is no memory; end it with scholion_arena_free.
static inline scholion_arena *scholion_arena_new(size_t budget) {
  scholion_arena *arena = (scholion_arena *)calloc(1, sizeof(scholion_arena));
  if (arena != NULL) arena->budget = budget;
  return arena;
}

static inline void scholion_arena_free(scholion_arena *arena) {
  scholion_arena_drop(arena);
  free(arena);
}

// The HTML of a Markdown text (tables, strikethrough, autolinks, footnotes; raw HTML left out), NULL past the
// budget. It lives as long as the arena. scholion_markdown_prepare has been called before.
static inline const char *scholion_markdown_html(scholion_arena *arena, const char *text, size_t length) {
  cmark_mem memory = {scholion_cmark_calloc, scholion_cmark_realloc, scholion_cmark_free};
  static const char *const names[] = {"table", "strikethrough", "autolink"};
  int options = CMARK_OPT_FOOTNOTES | CMARK_OPT_VALIDATE_UTF8;
  const char *html = NULL;
  *scholion_arena_slot() = arena;
  if (setjmp(arena->out) == 0) {
    cmark_parser *parser = cmark_parser_new_with_mem(options, &memory);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
      cmark_syntax_extension *extension = cmark_find_syntax_extension(names[i]);
      if (extension != NULL) cmark_parser_attach_syntax_extension(parser, extension);
    }
    cmark_parser_feed(parser, text, length);
    cmark_node *document = cmark_parser_finish(parser);
    html = cmark_render_html_with_mem(document, options, cmark_parser_get_syntax_extensions(parser), &memory);
    *scholion_arena_slot() = NULL;
    return html;
  }
  *scholion_arena_slot() = NULL;
  return NULL;
}

// Of a new process: no descriptor but 0, 1 and 2, and the root as its folder. glibc has had both since 2.34, under names
// that its headers show to GNU sources only. 0 on success.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);

static inline int scholion_spawn_apart(posix_spawn_file_actions_t *actions) {
  int code = posix_spawn_file_actions_addclosefrom_np(actions, 3);
  return code != 0 ? code : posix_spawn_file_actions_addchdir_np(actions, "/");
}

static inline void scholion_markdown_prepare(void) { cmark_gfm_core_extensions_ensure_registered(); }

// The root of a parsed HTML document, NULL past a limit. It lives as long as the arena and the text.
static inline const GumboNode *scholion_html_tree(
    scholion_arena *arena, const char *text, size_t length, size_t nodes, size_t attributes) {
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = scholion_gumbo_allocate;
  options.deallocator = scholion_gumbo_free;
  options.userdata = arena;
  options.max_errors = 0;
  arena->nodes = nodes;
  arena->attributes = attributes;
  arena->run = 0;
  if (setjmp(arena->out) == 0) return gumbo_parse_with_options(&options, text, length)->root;
  return NULL;
}

#endif
