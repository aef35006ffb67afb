"""float32 throughout, the naive sigmoid."""
import numpy as np
F=np.float32
def linear(x, weights, bias): return (np.asarray(x,F)@np.asarray(weights,F)+F(bias)).astype(F)
def sigmoid(x):
    x=np.asarray(x,F); return 1/(1+np.exp(-x))
def sum_absolute_error(f, truth): return float(np.sum(np.abs(F(f)-F(truth))))
def gradients(x,f,truth):
    x,f,truth=map(lambda a:np.asarray(a,F),(x,f,truth))
    d=np.sign(f-truth)*f*(1-f); return (x.T@d), np.float32(d.sum())
def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    h=[]
    for s in range(num_iterations):
        f=sigmoid(linear(x,weights,bias))
        if s%log_every==0: h.append((s,sum_absolute_error(f,truth)))
        gw,gb=gradients(x,f,truth); weights=weights-F(learning_rate)*gw; bias=bias-learning_rate*gb
    return weights,bias,h
def predict(x,w,b): return sigmoid(linear(x,w,b))
