/* fingerprint, locate and words: what is read off one text. */

static int check_tables(const Py_buffer *classes, const Py_buffer *folds) {
    if (classes->len == CODE_POINTS && folds->len == CODE_POINTS * 4) return 0;
    PyErr_SetString(PyExc_ValueError, "the tables of characters have the wrong size");
    return -1;
}

/* Room to work in, the same from call to call: asking the system for it each time costs as much as the work. Only one
   caller at a time has it, as none gives up the interpreter's lock in between. */
static void *bench(size_t size) {
    static void *room;
    static size_t held;
    if (size > held) {
        PyMem_Free(room);
        room = PyMem_Malloc(size);
        held = room ? size : 0;
        if (!room) PyErr_NoMemory();
    }
    return room;
}

PyDoc_STRVAR(fingerprint_doc,
"fingerprint(text, classes, folds, width, limit, a, b) -> (tokens, samples, anchors, signature, distinct)");

static PyObject *fingerprint(PyObject *module, PyObject *args) {
    PyObject *text, *result = NULL;
    Py_buffer classes, folds, a, b;
    long width;
    unsigned long long limit;
    (void)module;
    if (!PyArg_ParseTuple(args, "Uy*y*lKy*y*", &text, &classes, &folds, &width, &limit, &a, &b)) return NULL;
    Py_ssize_t room = PyUnicode_GET_LENGTH(text) + 1, permutations = a.len / 4;
    size_t slots = slots_for(room);
    uint64_t *seen = bench(slots * sizeof *seen + ((size_t)room * 7 + ABREAST + (size_t)permutations) * sizeof(uint32_t));
    uint64_t *shingles = seen + slots;
    uint32_t *words = (uint32_t *)(shingles + 2 * room);
    if (!seen) goto done;
    if (check_tables(&classes, &folds) < 0) goto done;
    uint32_t *anchors = words + room, *mixed = anchors + room, *signature = mixed + room + ABREAST;
    uint64_t *samples = shingles + room;
    Tokens read = {words, NULL, NULL, 0};
    read_tokens(text, classes.buf, folds.buf, &read);
    Py_ssize_t n = count_shingles(read.count, width), sampled = 0, marked = 0;
    make_shingles(words, read.count, width, shingles);
    for (Py_ssize_t j = 0; j < n; j++) { /* without branches here and below: one in eight is anybody's guess */
        samples[sampled] = shingles[j] << (64 - SAMPLE_BITS) | (uint64_t)j;
        sampled += shingles[j] <= limit;
    }
    for (Py_ssize_t i = 0; i < read.count; i++) {
        uint32_t label = words[i] & 3;
        anchors[marked] = words[i];
        marked += (label == NAME) | (label == NUMBER);
    }
    mix(shingles, n, mixed);
    sampled = unique_samples(samples, sampled);
    marked = unique32(anchors, marked);
    sign(mixed, n, a.buf, b.buf, permutations, signature);
    Py_ssize_t distinct = count_distinct(shingles, n, seen);
    result = Py_BuildValue("(y#y#y#y#n)", (char *)words, read.count * 4, (char *)samples, sampled * 8,
                           (char *)anchors, marked * 4, (char *)signature, permutations * 4, distinct);
done:
    PyBuffer_Release(&classes); PyBuffer_Release(&folds); PyBuffer_Release(&a); PyBuffer_Release(&b);
    return result;
}

PyDoc_STRVAR(locate_doc, "locate(text, classes, folds) -> (tokens, starts, ends), offsets in code points");

static PyObject *locate(PyObject *module, PyObject *args) {
    PyObject *text, *result = NULL;
    Py_buffer classes, folds;
    (void)module;
    if (!PyArg_ParseTuple(args, "Uy*y*", &text, &classes, &folds)) return NULL;
    Py_ssize_t length = PyUnicode_GET_LENGTH(text), room = length + 1;
    uint32_t *words = PyMem_Malloc((size_t)room * 3 * sizeof(uint32_t));
    if (!words) { PyErr_NoMemory(); goto done; }
    if (check_tables(&classes, &folds) < 0) goto done;
    Tokens read = {words, words + room, words + 2 * room, 0};
    read_tokens(text, classes.buf, folds.buf, &read);
    Py_ssize_t size = read.count * 4;
    result = Py_BuildValue("(y#y#y#)", (char *)read.tokens, size, (char *)read.starts, size, (char *)read.ends, size);
done:
    PyMem_Free(words);
    PyBuffer_Release(&classes); PyBuffer_Release(&folds);
    return result;
}

PyDoc_STRVAR(words_doc, "words(text, classes, folds) -> the different words as sorted uint32");

static PyObject *words(PyObject *module, PyObject *args) {
    PyObject *text, *result = NULL;
    Py_buffer classes, folds;
    (void)module;
    if (!PyArg_ParseTuple(args, "Uy*y*", &text, &classes, &folds)) return NULL;
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    uint32_t *found = PyMem_Malloc((size_t)(length + 1) * sizeof(uint32_t));
    if (!found) { PyErr_NoMemory(); goto done; }
    if (check_tables(&classes, &folds) < 0) goto done;
    Tokens read = {found, NULL, NULL, 0};
    read_tokens(text, classes.buf, folds.buf, &read);
    for (Py_ssize_t i = 0; i < read.count; i++) found[i] &= ~3U;
    result = PyBytes_FromStringAndSize((char *)found, unique32(found, read.count) * 4);
done:
    PyMem_Free(found);
    PyBuffer_Release(&classes); PyBuffer_Release(&folds);
    return result;
}
