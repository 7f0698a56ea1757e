/* Python's door to the screen.
 *
 *     screen_many(codes, used, probe, out, octets, reach, instruction_set)
 *         codes: uint8, blocks of 1,024; used: uint8, four for each block; probe: uint8 (n <= 64, 16);
 *         out: uint16, four for each block, written; octets: 12 or 16; reach: 1 to 63.
 *     screen_supported() -> names of the instruction sets that this processor has, the fastest first
 */
#include "doors.h"

#include <string.h>

#include "buffers.h"
#include "screen.h"

enum { CODES, USED, PROBE, OUT, ARRAYS };

static const wanted_buffer wanted[ARRAYS] = {
    {"codes", 1, 0}, {"used", 1, 0}, {"probe", 1, 0}, {"out", sizeof(uint16_t), 1}};

static screen_blocks *blocks_named(const char *name) {
    for (const screen_set *set = screen_sets; set->name != NULL; set++)
        if (strcmp(set->name, name) == 0 && set->supported()) return set->blocks;
    return NULL;
}

static int arrays_fit(const Py_buffer *views) {
    const Py_ssize_t blocks = views[CODES].len / BLOCK_OCTETS, codes = views[PROBE].len / CODE_OCTETS;
    return views[CODES].len == blocks * BLOCK_OCTETS && views[USED].len == blocks * BLOCK_FINGERS &&
           views[PROBE].len == codes * CODE_OCTETS && codes <= MOST_PROBE_CODES &&
           items(&views[OUT]) == blocks * BLOCK_FINGERS;
}

PyObject *screen_many(PyObject *self, PyObject *arguments) {
    PyObject *o[ARRAYS], *result = NULL;
    Py_buffer views[ARRAYS];
    const char *name;
    int octets, reach;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "OOOOiis", &o[0], &o[1], &o[2], &o[3], &octets, &reach, &name)) return NULL;
    screen_blocks *blocks = blocks_named(name);
    if (blocks == NULL) return PyErr_Format(PyExc_ValueError, "this processor has no instruction set %s", name);
    if (borrow_buffers(o, wanted, views, ARRAYS) < 0) return NULL;
    screen_probe *probe = PyMem_Malloc(sizeof *probe);
    if (probe == NULL) {
        PyErr_NoMemory();
    } else if (!arrays_fit(views) || (octets != CODE_OCTETS && octets != FORM_OCTETS) || reach < 1 ||
               reach > MOST_REACH) {
        PyErr_SetString(PyExc_ValueError, "the arrays or numbers of a screen do not fit one another");
    } else {
        fill_probe(probe, views[PROBE].buf, (int)(views[PROBE].len / CODE_OCTETS), octets, reach);
        Py_BEGIN_ALLOW_THREADS
        blocks(views[CODES].buf, views[USED].buf, views[CODES].len / BLOCK_OCTETS, probe, views[OUT].buf);
        Py_END_ALLOW_THREADS
        result = Py_NewRef(Py_None);
    }
    PyMem_Free(probe);
    release_buffers(views, ARRAYS);
    return result;
}

PyObject *screen_supported(PyObject *self, PyObject *nothing) {
    (void)self, (void)nothing;
    PyObject *names = PyList_New(0);
    for (const screen_set *set = screen_sets; names != NULL && set->name != NULL; set++) {
        if (!set->supported()) continue;
        PyObject *name = PyUnicode_FromString(set->name);
        if (name == NULL || PyList_Append(names, name) < 0) Py_CLEAR(names);
        Py_XDECREF(name);
    }
    return names;
}
