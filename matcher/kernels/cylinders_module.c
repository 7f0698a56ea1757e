/* Python's door to the building of cylinders.
 *
 *     build_many(place, offsets, geometry, directional, bits, known, minutia, counts) -> int
 *         place: float32, (n, 3); offsets: int64, (fingers + 1,); geometry: float64 in the order of
 *         Geometry's fields; directional: float64, (steps >= 2,); written: bits uint64 (n, 24), known uint64
 *         (n, 4), minutia int64 (n,), dense from the front; counts int64 (fingers,). Returns the cylinders.
 */
#include "doors.h"

#include <math.h>

#include "buffers.h"
#include "compare.h"
#include "cylinders.h"

#define FULL_TURN 6.2831855f /* 2 pi in single precision */

enum { PLACE, OFFSETS, GEOMETRY, DIRECTIONAL, BITS, KNOWN, MINUTIA, COUNTS, ARRAYS };

static const wanted_buffer wanted[ARRAYS] = {
    {"place", sizeof(float), 0},     {"offsets", sizeof(int64_t), 0}, {"geometry", sizeof(double), 0},
    {"directional", sizeof(double), 0}, {"bits", sizeof(uint64_t), 1},   {"known", sizeof(uint64_t), 1},
    {"minutia", sizeof(int64_t), 1}, {"counts", sizeof(int64_t), 1},
};

/* Whether the arrays belong together and every place is a place. */
static int arrays_fit(const Py_buffer *views) {
    const Py_ssize_t n = items(&views[PLACE]) / 3, fingers = items(&views[OFFSETS]) - 1;
    const int64_t *offsets = views[OFFSETS].buf;
    const float *place = views[PLACE].buf;
    if (items(&views[PLACE]) != 3 * n || fingers < 0 || items(&views[COUNTS]) != fingers) return 0;
    if (items(&views[GEOMETRY]) != (Py_ssize_t)GEOMETRY_FIELDS || items(&views[DIRECTIONAL]) < 2) return 0;
    if (!geometry_fits(views[GEOMETRY].buf)) return 0;
    if (items(&views[BITS]) != n * CYLINDER_WORDS || items(&views[KNOWN]) != n * MASK_WORDS) return 0;
    if (items(&views[MINUTIA]) != n || offsets[0] != 0 || offsets[fingers] != n) return 0;
    for (Py_ssize_t f = 0; f < fingers; f++) {
        const int64_t count = offsets[f + 1] - offsets[f];
        if (count < 0 || count > MOST_CYLINDERS) return 0;
    }
    for (Py_ssize_t i = 0; i < 3 * n; i += 3)
        if (!isfinite(place[i]) || !isfinite(place[i + 1]) || !(place[i + 2] >= 0 && place[i + 2] <= FULL_TURN))
            return 0;
    return 1;
}

static Py_ssize_t build_all(building *with, const Py_buffer *views) {
    const Py_ssize_t fingers = items(&views[OFFSETS]) - 1;
    const int64_t *offsets = views[OFFSETS].buf;
    int64_t *counts = views[COUNTS].buf, *minutia = views[MINUTIA].buf;
    uint64_t *bits = views[BITS].buf, *known = views[KNOWN].buf;
    const float *place = views[PLACE].buf;
    Py_ssize_t made = 0;
    for (Py_ssize_t f = 0; f < fingers; f++) {
        counts[f] = build_cylinders(with, place + 3 * offsets[f], (ptrdiff_t)(offsets[f + 1] - offsets[f]),
                                    bits + CYLINDER_WORDS * made, known + MASK_WORDS * made, minutia + made);
        made += (Py_ssize_t)counts[f];
    }
    return made;
}

PyObject *build_many(PyObject *self, PyObject *arguments) {
    PyObject *o[ARRAYS], *result = NULL;
    Py_buffer views[ARRAYS];
    (void)self;
    if (!PyArg_ParseTuple(arguments, "OOOOOOOO", &o[0], &o[1], &o[2], &o[3], &o[4], &o[5], &o[6], &o[7]))
        return NULL;
    if (borrow_buffers(o, wanted, views, ARRAYS) < 0) return NULL;
    if (!arrays_fit(views)) {
        PyErr_SetString(PyExc_ValueError, "the arrays of a building do not fit one another, or hold no places");
    } else {
        building *with = building_new(views[GEOMETRY].buf, views[DIRECTIONAL].buf, items(&views[DIRECTIONAL]));
        Py_ssize_t made = 0;
        if (with != NULL) {
            Py_BEGIN_ALLOW_THREADS
            made = build_all(with, views);
            Py_END_ALLOW_THREADS
            building_free(with);
            result = PyLong_FromSsize_t(made);
        } else {
            PyErr_NoMemory();
        }
    }
    release_buffers(views, ARRAYS);
    return result;
}
