/* From a text to its tokens: words of any script, with what tells names and numbers. */

#if defined(__GNUC__) && defined(__x86_64__) && defined(__linux__) && !defined(__clang__)
#define WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define WIDE
#endif

enum { GAP = 0, WORD = 1, SINGLE = 2, DENSE = 3, SKIP = 4, PIECE = 5, KINDS = 7, UPPER = 8, DIGIT = 16, STOP = 32 };
enum { PLAIN = 0, NAME = 1, NUMBER = 2, OPENING = 3 };
#define CODE_POINTS 0x32400 /* beyond lie no words: see dedupe/characters.py */
#define SAMPLE_BITS 33
#define SHORTEST_PIECE 2
#define LONGEST_PIECE 8
#define LONGEST_SITE 40 /* tokens between two shared runs that still face each other */
#define FACTOR 0x9E3779B97F4A7C15ULL
#define USUAL_WIDTH 5 /* words in a shingle of every recipe there is */
#define FIELDS 25

static inline uint64_t fmix64(uint64_t h) {
    h ^= h >> 33; h *= 0xFF51AFD7ED558CCDULL; h ^= h >> 33; h *= 0xC4CEB9FE1A85EC53ULL; h ^= h >> 33;
    return h;
}

static inline uint32_t fmix32(uint32_t h) {
    h ^= h >> 16; h *= 0x85EBCA6BU; h ^= h >> 13; h *= 0xC2B2AE35U; h ^= h >> 16;
    return h;
}

typedef struct { uint32_t *tokens, *starts, *ends; Py_ssize_t count; } Tokens;

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline))
#define FETCH(place) __builtin_prefetch(place)
#else
#define INLINE static inline
#define FETCH(place) ((void)(place))
#endif
#define LINE 64 /* bytes that a processor fetches at once */

INLINE uint8_t class_of(int kind, const uint8_t *classes, Py_UCS4 c) {
    return kind != PyUnicode_4BYTE_KIND || c < CODE_POINTS ? classes[c] : GAP;
}

/* Does a token end between the two letters? What they are decides, so that the same words are cut alike anywhere. */
static inline int parts(uint32_t before, uint32_t letter) { return fmix32(before << 16 ^ letter) & 1; }

/* Reads a piece of letters that nothing parts: a syllable or a short word. Gives the place behind it. */
INLINE Py_ssize_t read_piece_of(int kind, const void *data, Py_ssize_t i, Py_ssize_t length, const uint8_t *classes,
                                const uint32_t *folds, uint64_t *hash, Py_ssize_t *letters) {
    for (uint32_t before = 0; i < length && *letters < LONGEST_PIECE; i++) {
        Py_UCS4 d = PyUnicode_READ(kind, data, i);
        int g = class_of(kind, classes, d) & KINDS;
        if (g == SKIP) continue;
        if (g != PIECE || (*letters >= SHORTEST_PIECE && parts(before, folds[d]))) break;
        *hash = (*hash ^ folds[d]) * 0x100000001B3ULL;
        before = folds[d];
        (*letters)++;
    }
    return i;
}

/* Reads words of any script; starts and ends are filled where they are not NULL. */
INLINE void read_tokens_of(int kind, const void *data, Py_ssize_t length, const uint8_t *classes, const uint32_t *folds,
                        Tokens *out) {
    Py_ssize_t i = 0, count = 0;
    int fresh = 1; /* at the beginning of a sentence, where a capital says nothing */
    while (i < length) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        uint8_t first = class_of(kind, classes, c);
        int group = first & KINDS;
        if (group == GAP || group == SKIP) {
            if (first & STOP) fresh = 1;
            i++;
            continue;
        }
        uint64_t h = 0xCBF29CE484222325ULL;
        Py_ssize_t start = i, letters = 0;
        if (group == SINGLE) {
            h = (h ^ folds[c]) * 0x100000001B3ULL;
            i++;
            letters = 1;
        } else if (group == DENSE) { /* scripts without spaces and with small alphabets: three letters make a token */
            Py_ssize_t j = i;
            while (j < length && letters < 3) {
                Py_UCS4 d = PyUnicode_READ(kind, data, j);
                if ((class_of(kind, classes, d) & KINDS) != DENSE) break;
                h = (h ^ folds[d]) * 0x100000001B3ULL;
                letters++;
                j++;
            }
            i++;
        } else if (group == PIECE) {
            i = read_piece_of(kind, data, i, length, classes, folds, &h, &letters);
        } else {
            while (i < length) {
                Py_UCS4 d = PyUnicode_READ(kind, data, i);
                int g = class_of(kind, classes, d) & KINDS;
                if (g == WORD) { h = (h ^ folds[d]) * 0x100000001B3ULL; letters++; }
                else if (g != SKIP) break;
                i++;
            }
        }
        uint32_t label = PLAIN;
        if (first & DIGIT) label = NUMBER;
        else if ((first & UPPER) && letters > 1) label = fresh ? OPENING : NAME;
        out->tokens[count] = (uint32_t)(fmix64(h) >> 34) << 2 | label;
        if (out->starts) { out->starts[count] = (uint32_t)start; out->ends[count] = (uint32_t)i; }
        count++;
        fresh = 0;
        if ((first & UPPER) && letters <= 2 && i < length && PyUnicode_READ(kind, data, i) == '.') i++; /* J. K. */
    }
    out->count = count;
}

/* Once for each width of character, as the width is asked for at every one. */
static void read_tokens(PyObject *text, const uint8_t *classes, const uint32_t *folds, Tokens *out) {
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    switch (PyUnicode_KIND(text)) {
    case PyUnicode_1BYTE_KIND: read_tokens_of(PyUnicode_1BYTE_KIND, data, length, classes, folds, out); break;
    case PyUnicode_2BYTE_KIND: read_tokens_of(PyUnicode_2BYTE_KIND, data, length, classes, folds, out); break;
    default: read_tokens_of(PyUnicode_4BYTE_KIND, data, length, classes, folds, out);
    }
}
