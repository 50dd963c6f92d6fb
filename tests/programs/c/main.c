/* A program in C with a static library of Rust in it. */
#include <stdlib.h>

void plugin_quick(void);
void plugin_slow(void);
void plugin_at_exit(void);

int main(int argc, char **argv) {
    plugin_at_exit();
    plugin_quick();
    if (argc > 1)
        plugin_slow();
    return EXIT_SUCCESS;
}
