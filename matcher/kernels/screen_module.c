/* Python's door to the screen.
 *
 *     screen_many(codes, used, cost, reach, out, instruction_set)
 *         codes: uint8, blocks of 1,024; used: uint8, four for each block; cost: uint8 (p <= 255, 32, 16);
 *         reach: uint8 (p,); out: uint16, four for each block, written.
 *     screen_supported() -> names of the instruction sets that this processor has, the fastest first
 */
#include "doors.h"

#include <string.h>

#include "buffers.h"
#include "screen.h"

enum { CODES, USED, COST, REACH, OUT, ARRAYS };

static const wanted_buffer wanted[ARRAYS] = {
    {"codes", 1, 0}, {"used", 1, 0}, {"cost", 1, 0}, {"reach", 1, 0}, {"out", sizeof(uint16_t), 1}};

static screen_blocks *blocks_named(const char *name) {
    for (const screen_set *set = screen_sets; set->name != NULL; set++)
        if (strcmp(set->name, name) == 0 && set->supported()) return set->blocks;
    return NULL;
}

static int arrays_fit(const Py_buffer *views) {
    const Py_ssize_t blocks = views[CODES].len / BLOCK_OCTETS, codes = views[REACH].len;
    return views[CODES].len == blocks * BLOCK_OCTETS && views[USED].len == blocks * BLOCK_FINGERS &&
           views[COST].len == codes * TABLE_OCTETS && codes <= MOST_PROBE_CODES &&
           items(&views[OUT]) == blocks * BLOCK_FINGERS;
}

PyObject *screen_many(PyObject *self, PyObject *arguments) {
    PyObject *o[ARRAYS], *result = NULL;
    Py_buffer views[ARRAYS];
    const char *name;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "OOOOOs", &o[0], &o[1], &o[2], &o[3], &o[4], &name)) return NULL;
    screen_blocks *blocks = blocks_named(name);
    if (blocks == NULL) return PyErr_Format(PyExc_ValueError, "this processor has no instruction set %s", name);
    if (borrow_buffers(o, wanted, views, ARRAYS) < 0) return NULL;
    if (arrays_fit(views)) {
        const screen_probe probe = {(int)views[REACH].len, views[COST].buf, views[REACH].buf};
        Py_BEGIN_ALLOW_THREADS
        blocks(views[CODES].buf, views[USED].buf, views[CODES].len / BLOCK_OCTETS, &probe, views[OUT].buf);
        Py_END_ALLOW_THREADS
        result = Py_NewRef(Py_None);
    } else {
        PyErr_SetString(PyExc_ValueError, "the arrays of a screen do not fit one another");
    }
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
