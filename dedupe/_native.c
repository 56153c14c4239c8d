/* The hot loops of folding: texts to fingerprints, fingerprints to the evidence of a pair.

   dedupe/plain/ does the same in Python, value for value; tests hold the two together. Whatever a table or a
   threshold decides is handed in, so that nothing here can differ from the recipe. Little-endian machines only (the
   arrays travel as bytes); setup.py makes the extension optional, and dedupe/native.py falls back. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#include "loops/words.h"
#include "loops/shingles.h"
#include "loops/fingerprint.h"
#include "loops/compare.h"
#include "loops/passages.h"
#include "loops/index.h"
#include "loops/graph.h"

static PyMethodDef methods[] = {
    {"fingerprint", fingerprint, METH_VARARGS, fingerprint_doc},
    {"locate", locate, METH_VARARGS, locate_doc},
    {"words", words, METH_VARARGS, words_doc},
    {"compare", compare, METH_VARARGS, compare_doc},
    {"common", common, METH_VARARGS, common_doc},
    {"find", find, METH_VARARGS, find_doc},
    {"between", between, METH_VARARGS, between_doc},
    {"hold", hold, METH_VARARGS, hold_doc},
    {"meet", meet, METH_VARARGS, meet_doc},
    {"tally", tally, METH_VARARGS, tally_doc},
    {"components", components, METH_VARARGS, components_doc},
    {"kin", kin, METH_VARARGS, kin_doc},
    {"shared_runs", shared_runs, METH_VARARGS, shared_runs_doc},
    {"passages", passages, METH_VARARGS, passages_doc},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "dedupe._native", "The hot loops of folding; see dedupe.plain.", 0, methods, NULL, NULL, NULL, NULL,
};

#define LAYOUT 8 /* as in native.py: one more whenever what a loop takes or gives changes */

PyMODINIT_FUNC PyInit__native(void) {
    PyObject *module = PyModule_Create(&definition);
    if (module && PyModule_AddIntConstant(module, "LAYOUT", LAYOUT) < 0) Py_CLEAR(module);
    return module;
}
