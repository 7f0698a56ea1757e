/* Python's door to the rows.
 *
 *     weigh_rows(parts, counts, chosen, vector, out, instruction_set)
 *         parts: a tuple of float32 arrays, rows end to end; counts: int64, of each part its rows; chosen: int64,
 *         numbers of rows over all parts, rising; vector: float32, as long as a row; out: float32, written.
 *     weigh_supported() -> names of the instruction sets that this processor has, the fastest first
 */
#include "doors.h"

#include <stdlib.h>
#include <string.h>

#include "buffers.h"
#include "rows.h"

enum { COUNTS, CHOSEN, VECTOR, OUT, ARRAYS };

static const wanted_buffer wanted[ARRAYS] = {{"counts", sizeof(int64_t), 0},
                                             {"chosen", sizeof(int64_t), 0},
                                             {"vector", sizeof(float), 0},
                                             {"out", sizeof(float), 1}};
static const wanted_buffer wanted_part = {"a part", sizeof(float), 0};

static weigh_rows *weigh_named(const char *name) {
    for (const row_set *set = row_sets; set->name != NULL; set++)
        if (strcmp(set->name, name) == 0 && set->supported()) return set->weigh;
    return NULL;
}

/* Whether the parts hold as many rows as is said and nothing is left over; they become `rows`. */
static int parts_fit(const Py_buffer *parts, const Py_buffer *views, Py_ssize_t count, row_part *rows) {
    const int64_t *counts = views[COUNTS].buf;
    const Py_ssize_t dimensions = items(&views[VECTOR]);
    if (dimensions < 1 || items(&views[COUNTS]) != count || items(&views[CHOSEN]) != items(&views[OUT])) return 0;
    for (Py_ssize_t p = 0; p < count; p++) {
        const Py_ssize_t held = items(&parts[p]) / dimensions;
        if (held != counts[p] || items(&parts[p]) != held * dimensions) return 0;
        rows[p] = (row_part){parts[p].buf, held};
    }
    return 1;
}

/* Without the lock. Returns 0, or -1 if the arrays do not fit one another, or -2 if there was no memory. */
static int weigh_all(const Py_buffer *parts, const Py_buffer *views, Py_ssize_t count, weigh_rows *weigh) {
    row_part *rows = malloc(((size_t)count + 1) * sizeof *rows);
    if (rows == NULL) return -2;
    int done = -1;
    if (parts_fit(parts, views, count, rows)) {
        const row_probe probe = {views[VECTOR].buf, items(&views[VECTOR])};
        done = weigh(rows, count, &probe, views[CHOSEN].buf, items(&views[CHOSEN]), views[OUT].buf);
    }
    free(rows);
    return done;
}

PyObject *weigh_chosen(PyObject *self, PyObject *arguments) {
    PyObject *tuple, *o[ARRAYS];
    Py_buffer views[ARRAYS];
    const char *name;
    int done = 0;
    (void)self;
    if (!PyArg_ParseTuple(arguments, "O!OOOOs", &PyTuple_Type, &tuple, &o[COUNTS], &o[CHOSEN], &o[VECTOR], &o[OUT],
                          &name))
        return NULL;
    weigh_rows *weigh = weigh_named(name);
    if (weigh == NULL) return PyErr_Format(PyExc_ValueError, "this processor has no instruction set %s", name);
    if (borrow_buffers(o, wanted, views, ARRAYS) < 0) return NULL;
    const Py_ssize_t count = PyTuple_Size(tuple);
    Py_buffer *parts = borrow_parts(tuple, &wanted_part, count);
    if (parts != NULL) {
        Py_BEGIN_ALLOW_THREADS
        done = weigh_all(parts, views, count, weigh);
        Py_END_ALLOW_THREADS
        give_parts_back(parts, count);
    }
    release_buffers(views, ARRAYS);
    if (done == -1) PyErr_SetString(PyExc_ValueError, "the rows that are chosen and the parts do not fit one another");
    if (done == -2) PyErr_NoMemory();
    return parts == NULL || done < 0 ? NULL : Py_NewRef(Py_None);
}

PyObject *weigh_supported(PyObject *self, PyObject *nothing) {
    (void)self, (void)nothing;
    PyObject *names = PyList_New(0);
    for (const row_set *set = row_sets; names != NULL && set->name != NULL; set++) {
        if (!set->supported()) continue;
        PyObject *name = PyUnicode_FromString(set->name);
        if (name == NULL || PyList_Append(names, name) < 0) Py_CLEAR(names);
        Py_XDECREF(name);
    }
    return names;
}
