#define NO_SYS 1
%%
0 1
1 1
2 1
3 0
40 1
41 -7
